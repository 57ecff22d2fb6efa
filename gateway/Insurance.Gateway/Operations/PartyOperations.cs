using Google.Protobuf;
using Insurance.Gateway.Api;
using Insurance.Gateway.Ledger;
using Insurance.Gateway.Privacy;
using Insurance.V1;

namespace Insurance.Gateway.Operations;

/// <summary>Registers, corrects and erases policyholders; nothing of a person leaves the gateway unsealed.</summary>
/// <remarks>
/// Sealed data are stored, and purged, by transactions that write to the insurer's collection alone, so that only the insurer's own
/// peer endorses them and holds what they carry. The public record follows in a transaction that a second organization
/// endorses. Each step may be repeated, and a repeated call finishes what a crash has left.
/// </remarks>
public sealed class PartyOperations(TransactionRunner transactions, PersonalDataVault vault)
{
    private const string Store = "StorePersonalData";
    private const string Purge = "PurgePersonalData";

    /// <summary>Stores the sealed data, then registers the party.</summary>
    public async Task<IMessage> RegisterAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = (RegisterPartyRequest)call.Request;
        var pseudonymous = new RegisterPartyRequest { RequestId = request.RequestId, Actor = request.Actor, PartyId = request.PartyId };
        if (request.PersonalData is { } person)
        {
            PersonalDataRules.CheckId(request.PartyId);
            PersonalDataRules.Check(person);
            if (vault.Seal(request.PartyId, 1, person) is { } sealedPerson)
            {
                (pseudonymous.CommitmentSha256, pseudonymous.SealedSha256) = (sealedPerson.CommitmentSha256, sealedPerson.SealedSha256);
                try
                {
                    await StoreAsync(call, request.RequestId, request.Actor, request.PartyId, 1, sealedPerson, cancellationToken);
                }
                catch (LedgerException error) when (error.Code == "ALREADY_EXISTS")
                {
                    // A repeated request, whose outcome the next transaction repeats; or another one's id, which it refuses.
                }
            }
        }

        // Without data, or for a person who was erased, the chaincode says what is missing or repeats what was done before.
        return await transactions.RunAsync(call with { Request = pseudonymous }, cancellationToken);
    }

    /// <summary>Stores the corrected data as the next version, makes it the current one, and purges what it replaces.</summary>
    public async Task<IMessage> CorrectAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = (CorrectPartyRequest)call.Request;
        if (request.PersonalData is { } person)
        {
            PersonalDataRules.CheckId(request.PartyId);
            PersonalDataRules.Check(person);
        }

        var pseudonymous = new CorrectPartyRequest
        {
            RequestId = request.RequestId,
            Actor = request.Actor,
            PartyId = request.PartyId,
            Reason = request.Reason,
        };
        var corrected = await DoneBeforeAsync(call, pseudonymous, request.PersonalData is not null, cancellationToken)
            ?? await CorrectAsync(call, pseudonymous, request.PersonalData!, cancellationToken);
        await PurgeAsync(request.RequestId, request.Actor, request.PartyId, call.Role, cancellationToken);
        return corrected;
    }

    /// <summary>Records the erasure, destroys the person's key, and purges the sealed data.</summary>
    public async Task<IMessage> EraseAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = (ErasePartyRequest)call.Request;
        IMessage erased;
        try
        {
            erased = await transactions.RunAsync(call, cancellationToken);
        }
        catch (LedgerException error) when (error.Code == "PARTY_ERASED")
        {
            // By another request, which may not have come further than the record.
            erased = await PartyAsync(call, request.PartyId, cancellationToken);
        }

        await FinishErasureAsync(request.PartyId, request.RequestId, request.Actor, call.Role, cancellationToken);
        return erased;
    }

    /// <summary>What follows once the ledger has recorded an erasure. May be repeated.</summary>
    public async Task FinishErasureAsync(string partyId, string requestId, string actor, string role, CancellationToken cancellationToken)
    {
        vault.Erase(partyId);
        await PurgeAsync(requestId, actor, partyId, role, cancellationToken);
        vault.Purged(partyId);
    }

    /// <summary>What a repeated correction led to; <c>null</c>: the request is new, and nothing but its data is missing.</summary>
    private async Task<IMessage?> DoneBeforeAsync(
        ApiCall call, CorrectPartyRequest request, bool hasData, CancellationToken cancellationToken)
    {
        try
        {
            return await transactions.EvaluateAsync<Party>(call.Method.Name, request, call.Role, cancellationToken);
        }
        catch (LedgerException error) when (hasData && error.Code == "PERSONAL_DATA_MISSING")
        {
            return null;
        }
    }

    private async Task<IMessage> CorrectAsync(
        ApiCall call, CorrectPartyRequest request, PersonalData person, CancellationToken cancellationToken)
    {
        var next = (await PartyAsync(call, request.PartyId, cancellationToken)).Version + 1;
        if (vault.Seal(request.PartyId, next, person) is { } sealedPerson)
        {
            await StoreAsync(call, request.RequestId, request.Actor, request.PartyId, next, sealedPerson, cancellationToken);
            (request.CommitmentSha256, request.SealedSha256) = (sealedPerson.CommitmentSha256, sealedPerson.SealedSha256);
        }

        return await transactions.RunAsync(call with { Request = request }, cancellationToken);
    }

    private Task<Party> PartyAsync(ApiCall call, string partyId, CancellationToken cancellationToken) =>
        transactions.EvaluateAsync<Party>("GetParty", new GetPartyRequest { PartyId = partyId }, call.Role, cancellationToken);

    private Task<Party> StoreAsync(
        ApiCall call, string requestId, string actor, string partyId, uint version, SealedPerson person, CancellationToken cancellationToken) =>
        transactions.SubmitAsync<Party>(
            Store,
            new StorePersonalDataRequest { RequestId = requestId, Actor = actor, PartyId = partyId, Version = version },
            call.Role,
            new Dictionary<string, byte[]> { ["sealed"] = person.Value },
            cancellationToken);

    private Task<Party> PurgeAsync(string requestId, string actor, string partyId, string role, CancellationToken cancellationToken) =>
        transactions.SubmitAsync<Party>(
            Purge, new PurgePersonalDataRequest { RequestId = requestId, Actor = actor, PartyId = partyId }, role, cancellationToken);
}
