using Grpc.Core;
using Insurance.V1;

namespace Insurance.Gateway.Services;

/// <summary>insurance.v1.Parties over gRPC.</summary>
public sealed class PartiesService(GrpcApi api) : Parties.PartiesBase
{
    /// <inheritdoc/>
    public override Task<Party> RegisterParty(RegisterPartyRequest request, ServerCallContext context) =>
        api.CallAsync<Party>(request, context);

    /// <inheritdoc/>
    public override Task<Party> AssignParty(AssignPartyRequest request, ServerCallContext context) =>
        api.CallAsync<Party>(request, context);

    /// <inheritdoc/>
    public override Task<Party> GetParty(GetPartyRequest request, ServerCallContext context) =>
        api.CallAsync<Party>(request, context);

    /// <inheritdoc/>
    public override Task<DisclosedPersonalData> GetPersonalData(GetPersonalDataRequest request, ServerCallContext context) =>
        api.CallAsync<DisclosedPersonalData>(request, context);

    /// <inheritdoc/>
    public override Task<Party> CorrectParty(CorrectPartyRequest request, ServerCallContext context) =>
        api.CallAsync<Party>(request, context);

    /// <inheritdoc/>
    public override Task<Party> EraseParty(ErasePartyRequest request, ServerCallContext context) =>
        api.CallAsync<Party>(request, context);

    /// <inheritdoc/>
    public override Task<VerifyPersonalDataResponse> VerifyPersonalData(VerifyPersonalDataRequest request, ServerCallContext context) =>
        api.CallAsync<VerifyPersonalDataResponse>(request, context);

    /// <inheritdoc/>
    public override Task<Consent> RecordConsent(RecordConsentRequest request, ServerCallContext context) =>
        api.CallAsync<Consent>(request, context);

    /// <inheritdoc/>
    public override Task<Consent> WithdrawConsent(WithdrawConsentRequest request, ServerCallContext context) =>
        api.CallAsync<Consent>(request, context);

    /// <inheritdoc/>
    public override Task<ListConsentsResponse> ListConsents(ListConsentsRequest request, ServerCallContext context) =>
        api.CallAsync<ListConsentsResponse>(request, context);

    /// <inheritdoc/>
    public override Task<ListAccessesResponse> ListAccesses(ListAccessesRequest request, ServerCallContext context) =>
        api.CallAsync<ListAccessesResponse>(request, context);
}
