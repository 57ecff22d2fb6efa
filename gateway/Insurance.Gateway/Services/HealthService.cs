using Grpc.Core;
using Grpc.Health.V1;
using Insurance.Gateway.Api;
using Insurance.Gateway.Configuration;
using Insurance.Gateway.Errors;
using Insurance.Gateway.Hosting;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Insurance.Gateway.Services;

/// <summary>grpc.health.v1: SERVING while the peer answers. Asks for no certificate, as <c>/readyz</c> does not.</summary>
public sealed class HealthService(
    PublicServices services, PeerProbe probe, LimitSettings limits, TimeProvider clock, IHostApplicationLifetime lifetime)
    : Health.HealthBase
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private readonly CallLimiter watches = new(limits.Subscriptions);

    /// <inheritdoc/>
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        Knows(request.Service)
            ? new HealthCheckResponse { Status = await StatusAsync() }
            : throw new RpcException(new Status(StatusCode.NotFound, "This server has no such service."));

    /// <inheritdoc/>
    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            using var place = watches.Enter();
            await FollowAsync(request.Service, responseStream, either.Token);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(Status.DefaultCancelled);
        }
        catch (OperationCanceledException)
        {
            await responseStream.WriteAsync(new HealthCheckResponse { Status = ServingStatus.NotServing });
            throw RichStatus.ToRpcException(GatewayErrors.Stopping());
        }
        catch (ApiException busy)
        {
            throw RichStatus.ToRpcException(busy);
        }
    }

    private async Task FollowAsync(
        string service, IServerStreamWriter<HealthCheckResponse> responses, CancellationToken cancellationToken)
    {
        if (!Knows(service))
        {
            // Services do not come while a server runs, but the protocol keeps the stream open.
            await responses.WriteAsync(new HealthCheckResponse { Status = ServingStatus.ServiceUnknown }, cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
        }

        var told = ServingStatus.Unknown;
        while (true)
        {
            var status = await StatusAsync().WaitAsync(cancellationToken);
            if (status != told)
            {
                await responses.WriteAsync(new HealthCheckResponse { Status = status }, cancellationToken);
                told = status;
            }

            await Task.Delay(BetweenLooks, clock, cancellationToken);
        }
    }

    private bool Knows(string service) => service.Length == 0 || services.Names.Contains(service);

    private async Task<ServingStatus> StatusAsync() =>
        !lifetime.ApplicationStopping.IsCancellationRequested && await probe.IsReadyAsync()
            ? ServingStatus.Serving
            : ServingStatus.NotServing;
}
