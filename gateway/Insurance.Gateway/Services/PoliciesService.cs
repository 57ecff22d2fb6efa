using Grpc.Core;
using Insurance.V1;

namespace Insurance.Gateway.Services;

/// <summary>insurance.v1.Policies over gRPC.</summary>
public sealed class PoliciesService(GrpcApi api) : Policies.PoliciesBase
{
    /// <inheritdoc/>
    public override Task<Policy> BindPolicy(BindPolicyRequest request, ServerCallContext context) =>
        api.CallAsync<Policy>(request, context);

    /// <inheritdoc/>
    public override Task<SellPoliciesResponse> SellPolicies(SellPoliciesRequest request, ServerCallContext context) =>
        api.CallAsync<SellPoliciesResponse>(request, context);

    /// <inheritdoc/>
    public override Task<Policy> RecordPremiumPayment(
        RecordPremiumPaymentRequest request, ServerCallContext context) =>
        api.CallAsync<Policy>(request, context);

    /// <inheritdoc/>
    public override Task<Policy> LapsePolicy(LapsePolicyRequest request, ServerCallContext context) =>
        api.CallAsync<Policy>(request, context);

    /// <inheritdoc/>
    public override Task<Policy> ReinstatePolicy(ReinstatePolicyRequest request, ServerCallContext context) =>
        api.CallAsync<Policy>(request, context);

    /// <inheritdoc/>
    public override Task<Policy> ChangePolicy(ChangePolicyRequest request, ServerCallContext context) =>
        api.CallAsync<Policy>(request, context);

    /// <inheritdoc/>
    public override Task<Policy> CancelPolicy(CancelPolicyRequest request, ServerCallContext context) =>
        api.CallAsync<Policy>(request, context);

    /// <inheritdoc/>
    public override Task<Policy> ExpirePolicy(ExpirePolicyRequest request, ServerCallContext context) =>
        api.CallAsync<Policy>(request, context);

    /// <inheritdoc/>
    public override Task<Policy> RecordRefundPayment(
        RecordRefundPaymentRequest request, ServerCallContext context) =>
        api.CallAsync<Policy>(request, context);

    /// <inheritdoc/>
    public override Task<Policy> GetPolicy(GetPolicyRequest request, ServerCallContext context) =>
        api.CallAsync<Policy>(request, context);

    /// <inheritdoc/>
    public override Task<ListPoliciesResponse> ListPolicies(ListPoliciesRequest request, ServerCallContext context) =>
        api.CallAsync<ListPoliciesResponse>(request, context);
}
