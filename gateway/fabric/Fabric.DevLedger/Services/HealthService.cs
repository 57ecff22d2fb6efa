using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using Metadata = Grpc.Core.Metadata;

namespace Fabric.DevLedger.Services;

/// <summary>grpc.health.v1: SERVING while blocks can be written. Fabric's peers have no such service; they say UNIMPLEMENTED.</summary>
internal sealed class HealthService(LedgerContext ledger) : Health.HealthBase
{
    /// <summary>The header that says why the ledger is not serving.</summary>
    public const string ProblemHeader = "ledger-problem";

    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (request.Service.Length > 0)
        {
            throw ServiceErrors.Status(StatusCode.NotFound, "this server reports its health as a whole");
        }

        if (ledger.Health.Report() is not { } problem)
        {
            return new HealthCheckResponse { Status = ServingStatus.Serving };
        }

        await context.WriteResponseHeadersAsync([new Metadata.Entry(ProblemHeader, Ascii(problem))]);
        return new HealthCheckResponse { Status = ServingStatus.NotServing };
    }

    private static string Ascii(string text) => string.Concat(text.Select(one => one is >= ' ' and <= '~' ? one : '?'));
}
