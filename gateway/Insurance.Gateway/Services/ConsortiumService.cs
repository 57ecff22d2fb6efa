using Grpc.Core;
using Insurance.V1;

namespace Insurance.Gateway.Services;

/// <summary>insurance.v1.Consortium over gRPC.</summary>
public sealed class ConsortiumService(GrpcApi api) : Consortium.ConsortiumBase
{
    /// <inheritdoc/>
    public override Task<Registry> InitializeConsortium(
        InitializeConsortiumRequest request, ServerCallContext context) =>
        api.CallAsync<Registry>(request, context);

    /// <inheritdoc/>
    public override Task<Registry> GetRegistry(GetRegistryRequest request, ServerCallContext context) =>
        api.CallAsync<Registry>(request, context);
}
