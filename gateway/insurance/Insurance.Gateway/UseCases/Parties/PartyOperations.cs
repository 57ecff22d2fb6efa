namespace Insurance.Gateway.UseCases.Parties;

/// <summary>Registers, corrects and erases policyholders; nothing of a person leaves the gateway unsealed.</summary>
/// <remarks>
/// Sealed data are stored, and purged, by transactions that write to the insurer's collection alone, so that only the insurer's own
/// peer endorses them and holds what they carry. The public record follows in a transaction that a second organization
/// endorses. So the ledger is asked first whether it would take the record; from the first of the steps on the caller's patience
/// counts no more; and what a crash or a failure leaves behind is found by <see cref="Leftovers"/>. A repeated call finishes it too.
/// </remarks>
internal sealed class PartyOperations(TransactionRunner transactions, PersonalDataVault vault, KeyStoreCheck keys, Leftovers leftovers)
{
    private const string Store = "StorePersonalData";
    private readonly PartyTurns _turns = new();

    /// <summary>Stores the sealed data, then registers the party.</summary>
    public async Task<IMessage> RegisterAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = (RegisterPartyRequest)call.Request;
        var pseudonymous = new RegisterPartyRequest { RequestId = request.RequestId, Actor = request.Actor, PartyId = request.PartyId, BrokerId = request.BrokerId };
        if (request.PersonalData is { } person)
        {
            PersonalDataRules.Check(request.RequestId, request.PartyId, person);
            using var turn = await _turns.TakeAsync(request.PartyId, cancellationToken);
            pseudonymous.DataHmacSha256 = Digest(call, request.PartyId, request.RequestId, person);
            if (await DoneBeforeAsync(call, pseudonymous, hasData: true, cancellationToken) is { } done)
            {
                return done;
            }

            await keys.DemandAsync(call.Role, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (vault.Seal(request.PartyId, 1, person) is { } sealedPerson)
            {
                (pseudonymous.CommitmentSha256, pseudonymous.SealedSha256) = (sealedPerson.CommitmentSha256, sealedPerson.SealedSha256);
                pseudonymous.DataHmacSha256 = Digest(call, request.PartyId, request.RequestId, person);
                var store = new StorePersonalDataRequest { RequestId = request.RequestId, Actor = request.Actor, PartyId = request.PartyId, Version = 1 };
                var registered = await RecordAsync(call with { Request = pseudonymous }, store, sealedPerson);
                vault.Recorded(request.PartyId, 1);
                return registered;
            }
        }

        // Without data, or for a person who was erased, the chaincode says what is missing.
        return await transactions.RunAsync(call with { Request = pseudonymous }, cancellationToken);
    }

    /// <summary>Stores the corrected data as the next version, makes it the current one, and purges what it replaces.</summary>
    public async Task<IMessage> CorrectAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = (CorrectPartyRequest)call.Request;
        if (request.PersonalData is { } person)
        {
            PersonalDataRules.Check(request.RequestId, request.PartyId, person);
        }

        var pseudonymous = new CorrectPartyRequest
        {
            RequestId = request.RequestId,
            Actor = request.Actor,
            PartyId = request.PartyId,
            Reason = request.Reason,
        };
        using var turn = await _turns.TakeAsync(request.PartyId, cancellationToken);
        pseudonymous.DataHmacSha256 = request.PersonalData is { } sent ? Digest(call, request.PartyId, request.RequestId, sent) : "";
        var corrected = await DoneBeforeAsync(call, pseudonymous, request.PersonalData is not null, cancellationToken)
            ?? await CorrectAsync(call, pseudonymous, request.PersonalData!, cancellationToken);
        await FinishAsync(() => leftovers.PurgeAsync(request.PartyId, request.RequestId, request.Actor, call.Role));
        vault.Recorded(request.PartyId, ((Party)corrected).Version);
        return corrected;
    }

    /// <summary>Records the erasure, destroys the person's key, and purges the sealed data.</summary>
    public async Task<IMessage> EraseAsync(ApiCall call, CancellationToken cancellationToken)
    {
        using var turn = await _turns.TakeAsync(((ErasePartyRequest)call.Request).PartyId, cancellationToken);
        return await EraseInTurnAsync(call, cancellationToken);
    }

    private async Task<IMessage> EraseInTurnAsync(ApiCall call, CancellationToken cancellationToken)
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
        catch (LedgerException error) when (error.Code == "PARTY_NOT_FOUND")
        {
            // Never registered, but a part of it may have been: what was stored goes, and then the key.
            try
            {
                if (await leftovers.EraseAsync(request, call.Role, cancellationToken) is { } removed)
                {
                    return removed;
                }

                throw;
            }
            catch (LedgerException registered) when (registered.Code == "ALREADY_EXISTS")
            {
                // In this moment.
                return await EraseInTurnAsync(call, cancellationToken);
            }
        }

        await FinishAsync(() => FinishErasureAsync(request.PartyId, request.RequestId, request.Actor, call.Role, CancellationToken.None));
        return erased;
    }

    /// <summary>What follows once the ledger has recorded an erasure. May be repeated.</summary>
    public async Task FinishErasureAsync(string partyId, string requestId, string actor, string role, CancellationToken cancellationToken)
    {
        vault.Erase(partyId);
        await leftovers.PurgeAsync(partyId, requestId, actor, role, cancellationToken);
        vault.Purged(partyId);
    }

    private string Digest(ApiCall call, string partyId, string requestId, PersonalData person) =>
        vault.Digest(call.Method.Name, partyId, requestId, person);

    /// <summary>What a repeated request led to; <c>null</c>: the request is new, and nothing but its data is missing.</summary>
    /// <exception cref="LedgerException">The ledger would refuse it. Nothing was changed.</exception>
    private async Task<IMessage?> DoneBeforeAsync(
        ApiCall call, IMessage request, bool hasData, CancellationToken cancellationToken)
    {
        try
        {
            return await transactions.EvaluateAsync<Party>(call.Method.Name, request, call.Role, cancellationToken);
        }
        catch (LedgerException error) when (hasData && error.Code == "PERSONAL_DATA_MISSING")
        {
            return null;
        }
        catch (LedgerException error) when (hasData && error.Code == "REQUEST_ID_REUSED")
        {
            // With the key store lost, every repeat looks like another request.
            await keys.DemandAsync(call.Role, cancellationToken);
            throw;
        }
    }

    private async Task<IMessage> CorrectAsync(
        ApiCall call, CorrectPartyRequest request, PersonalData person, CancellationToken cancellationToken)
    {
        var next = (await PartyAsync(call, request.PartyId, cancellationToken)).Version + 1;
        await keys.DemandAsync(call.Role, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (vault.Seal(request.PartyId, next, person) is not { } sealedPerson)
        {
            return await transactions.RunAsync(call with { Request = request }, cancellationToken);
        }

        (request.CommitmentSha256, request.SealedSha256) = (sealedPerson.CommitmentSha256, sealedPerson.SealedSha256);
        request.DataHmacSha256 = Digest(call, request.PartyId, request.RequestId, person);
        var store = new StorePersonalDataRequest { RequestId = request.RequestId, Actor = request.Actor, PartyId = request.PartyId, Version = next };
        return await RecordAsync(call with { Request = request }, store, sealedPerson);
    }

    /// <summary>Stores the sealed data and has the record made, whatever the caller does meanwhile.</summary>
    private async Task<IMessage> RecordAsync(ApiCall call, StorePersonalDataRequest store, SealedPerson person)
    {
        try
        {
            await transactions.SubmitAsync<Party>(
                Store, store, call.Role, new Dictionary<string, byte[]> { ["sealed"] = person.Value }, CancellationToken.None);
        }
        catch (LedgerException error) when (error.Failure != LedgerFailure.OutcomeUnknown)
        {
            // It is certain that nothing was stored.
            vault.Withdraw(person);
            throw;
        }
        catch
        {
            vault.Leave(person);
            throw;
        }

        try
        {
            return await transactions.RunAsync(call, CancellationToken.None);
        }
        catch (LedgerException error) when (error.Failure != LedgerFailure.OutcomeUnknown)
        {
            if (!await leftovers.TakeBackAsync(store, person) && error.Failure != LedgerFailure.Refused)
            {
                throw new UnfinishedException(error.Message, error);
            }

            throw;
        }
        catch
        {
            vault.Leave(person);
            throw;
        }
    }

    /// <summary>After a transaction that stays: a failure must not say that nothing was changed.</summary>
    private static async Task FinishAsync(Func<Task> rest)
    {
        try
        {
            await rest();
        }
        catch (Exception error) when (error is LedgerException { Failure: not LedgerFailure.OutcomeUnknown } or IOException)
        {
            throw new UnfinishedException(error.Message, error);
        }
    }

    private Task<Party> PartyAsync(ApiCall call, string partyId, CancellationToken cancellationToken) =>
        transactions.EvaluateAsync<Party>("GetParty", new GetPartyRequest { PartyId = partyId }, call.Role, cancellationToken);
}
