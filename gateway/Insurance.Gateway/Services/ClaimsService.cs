using Grpc.Core;
using Insurance.V1;

namespace Insurance.Gateway.Services;

/// <summary>insurance.v1.Claims over gRPC.</summary>
public sealed class ClaimsService(GrpcApi api) : Claims.ClaimsBase
{
    /// <inheritdoc/>
    public override Task<Claim> SubmitClaim(SubmitClaimRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<Claim> AddEvidence(AddEvidenceRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<Claim> ConfirmEvidence(ConfirmEvidenceRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<Claim> ReferClaim(ReferClaimRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<Claim> DecideClaim(DecideClaimRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<Claim> ConfirmClaim(ConfirmClaimRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<Claim> AppealClaim(AppealClaimRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<Claim> DecideAppeal(DecideAppealRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<Claim> ReopenClaim(ReopenClaimRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<Claim> CloseClaim(CloseClaimRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<Claim> SetReserve(SetReserveRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<Claim> PayClaim(PayClaimRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<Claim> RecordRecovery(RecordRecoveryRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<Claim> GetClaim(GetClaimRequest request, ServerCallContext context) =>
        api.CallAsync<Claim>(request, context);

    /// <inheritdoc/>
    public override Task<ListClaimsResponse> ListClaims(ListClaimsRequest request, ServerCallContext context) =>
        api.CallAsync<ListClaimsResponse>(request, context);
}
