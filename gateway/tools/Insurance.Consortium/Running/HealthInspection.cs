using Grpc.Health.V1;
using Insurance.V1;

namespace Insurance.Consortium.Running;

/// <summary>What each process of a consortium says of itself.</summary>
public sealed class HealthInspection(RunState state, ILedgerNetwork network, CallerDirectory callers)
{
    // As docs/integrate/gateway.md has it.
    private const string ProblemHeader = "gateway-problem";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The health of a process that lives.</summary>
    public Task<ProcessHealth> InspectAsync(StartedProcess process, CancellationToken cancellationToken) => process.Role == ProcessRole.Gateway
        ? GatewayAsync(process.MspId!, cancellationToken)
        : network.InspectAsync(state, process, cancellationToken);

    /// <summary>Why a gateway that answers is not ready; null when it is.</summary>
    public static async Task<string?> GatewayProblemAsync(GatewayConnection gateway, CancellationToken cancellationToken)
    {
        using var call = new Health.HealthClient(gateway.Channel).CheckAsync(
            new HealthCheckRequest(), deadline: Deadline.In(Patience), cancellationToken: cancellationToken);
        var headers = await call.ResponseHeadersAsync;
        return (await call.ResponseAsync).Status == HealthCheckResponse.Types.ServingStatus.Serving
            ? null
            : headers.GetValue(ProblemHeader) ?? "it does not say why";
    }

    private async Task<ProcessHealth> GatewayAsync(string mspId, CancellationToken cancellationToken)
    {
        try
        {
            var gateway = callers.Of(mspId, Roles.Auditor);
            var info = await new Ledger.LedgerClient(gateway.Channel).GetLedgerInfoAsync(
                new GetLedgerInfoRequest(), deadline: Deadline.In(Patience), cancellationToken: cancellationToken);
            return await GatewayProblemAsync(gateway, cancellationToken) is { } problem
                ? new ProcessHealth($"not ready: {problem}", info.Height) { Recovers = true }
                : new ProcessHealth(ProcessHealth.Healthy, info.Height);
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new ProcessHealth($"does not answer: {RpcFailure.Describe(exception)}");
        }
    }
}
