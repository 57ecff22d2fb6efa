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
    public override Task<Oracle> RevokeOracle(RevokeOracleRequest request, ServerCallContext context) =>
        api.CallAsync<Oracle>(request, context);

    /// <inheritdoc/>
    public override Task<Oracle> GetOracle(GetOracleRequest request, ServerCallContext context) =>
        api.CallAsync<Oracle>(request, context);

    /// <inheritdoc/>
    public override Task<PublishedReading> PublishReading(PublishReadingRequest request, ServerCallContext context) =>
        api.CallAsync<PublishedReading>(request, context);

    /// <inheritdoc/>
    public override Task<PublishReadingsResponse> PublishReadings(PublishReadingsRequest request, ServerCallContext context) =>
        api.CallAsync<PublishReadingsResponse>(request, context);

    /// <inheritdoc/>
    public override Task<PublishedReading> GetReading(GetReadingRequest request, ServerCallContext context) =>
        api.CallAsync<PublishedReading>(request, context);

    /// <inheritdoc/>
    public override Task<ListObservationsResponse> ListObservations(ListObservationsRequest request, ServerCallContext context) =>
        api.CallAsync<ListObservationsResponse>(request, context);

    /// <inheritdoc/>
    public override Task<Determination> DetermineIndex(DetermineIndexRequest request, ServerCallContext context) =>
        api.CallAsync<Determination>(request, context);

    /// <inheritdoc/>
    public override Task<Determination> GetDetermination(GetDeterminationRequest request, ServerCallContext context) =>
        api.CallAsync<Determination>(request, context);

    /// <inheritdoc/>
    public override Task<ListSubjectsResponse> ListSubjects(ListSubjectsRequest request, ServerCallContext context) =>
        api.CallAsync<ListSubjectsResponse>(request, context);

    /// <inheritdoc/>
    public override Task<SettleEventResponse> SettleEvent(SettleEventRequest request, ServerCallContext context) =>
        api.CallAsync<SettleEventResponse>(request, context);

    /// <inheritdoc/>
    public override Task<PlanSettlementResponse> PlanSettlement(PlanSettlementRequest request, ServerCallContext context) =>
        api.CallAsync<PlanSettlementResponse>(request, context);
}
