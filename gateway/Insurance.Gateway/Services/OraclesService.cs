using Grpc.Core;
using Insurance.V1;

namespace Insurance.Gateway.Services;

/// <summary>insurance.v1.Oracles over gRPC.</summary>
public sealed class OraclesService(GrpcApi api) : Oracles.OraclesBase
{
    /// <inheritdoc/>
    public override Task<Oracle> RegisterOracle(RegisterOracleRequest request, ServerCallContext context) =>
        api.CallAsync<Oracle>(request, context);

    /// <inheritdoc/>
    public override Task<Oracle> GetOracle(GetOracleRequest request, ServerCallContext context) =>
        api.CallAsync<Oracle>(request, context);

    /// <inheritdoc/>
    public override Task<PublishedReading> PublishReading(PublishReadingRequest request, ServerCallContext context) =>
        api.CallAsync<PublishedReading>(request, context);

    /// <inheritdoc/>
    public override Task<PublishedReading> GetReading(GetReadingRequest request, ServerCallContext context) =>
        api.CallAsync<PublishedReading>(request, context);

    /// <inheritdoc/>
    public override Task<SettleEventResponse> SettleEvent(SettleEventRequest request, ServerCallContext context) =>
        api.CallAsync<SettleEventResponse>(request, context);
}
