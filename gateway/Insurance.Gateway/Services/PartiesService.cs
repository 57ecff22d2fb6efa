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
    public override Task<Party> GetParty(GetPartyRequest request, ServerCallContext context) =>
        api.CallAsync<Party>(request, context);

    /// <inheritdoc/>
    public override Task<PersonalData> GetPersonalData(GetPersonalDataRequest request, ServerCallContext context) =>
        api.CallAsync<PersonalData>(request, context);
}
