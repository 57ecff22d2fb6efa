using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Insurance.Gateway.Host.Readiness;

/// <summary>grpc.health.v1: SERVING while the peer answers. Asks for no certificate, as <c>/readyz</c> does not.</summary>
internal sealed class ReadinessService(
    PeerProbe probe, LimitSettings limits, TimeProvider clock, IHostApplicationLifetime lifetime)
    : Health.HealthBase
{
    /// <summary>The header of an answer that is not SERVING: why.</summary>
    public const string ProblemHeader = "gateway-problem";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private readonly HealthWatches _watches = new(limits.HealthWatches);

    /// <inheritdoc/>
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (!Knows(request.Service))
        {
            throw new RpcException(new Status(StatusCode.NotFound, "This server has no such service."));
        }

        var status = await StatusAsync();
        if (status != ServingStatus.Serving && await probe.ProblemAsync() is { } problem)
        {
            await context.WriteResponseHeadersAsync([new Metadata.Entry(ProblemHeader, problem)]);
        }

        return new HealthCheckResponse { Status = status };
    }

    /// <inheritdoc/>
    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var watch = _watches.Open(context.GetHttpContext());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping, watch.Ending);
        try
        {
            await FollowAsync(request.Service, responseStream, either.Token);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(Status.DefaultCancelled);
        }
        catch (OperationCanceledException) when (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw RichStatus.ToRpcException(GatewayErrors.WatchGaveWay());
        }
        catch (OperationCanceledException)
        {
            await responseStream.WriteAsync(new HealthCheckResponse { Status = ServingStatus.NotServing });
            throw RichStatus.ToRpcException(GatewayErrors.Stopping());
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

        var reported = ServingStatus.Unknown;
        while (true)
        {
            var status = await StatusAsync().WaitAsync(cancellationToken);
            if (status != reported)
            {
                await responses.WriteAsync(new HealthCheckResponse { Status = status }, cancellationToken);
                reported = status;
            }

            await Task.Delay(BetweenLooks, clock, cancellationToken);
        }
    }

    private static bool Knows(string service) => service.Length == 0 || PublicServices.Names.Contains(service);

    private async Task<ServingStatus> StatusAsync() =>
        !lifetime.ApplicationStopping.IsCancellationRequested && await probe.IsReadyAsync()
            ? ServingStatus.Serving
            : ServingStatus.NotServing;
}
