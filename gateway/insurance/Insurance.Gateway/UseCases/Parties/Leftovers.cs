namespace Insurance.Gateway.UseCases.Parties;

/// <summary>Takes back what was sealed and stored of a person and never recorded, with the key.</summary>
/// <remarks>
/// A key is destroyed only after the ledger has committed a purge that read the record as absent and the value as the one to purge: that
/// alone proves that no request made before can register it. What the peer answers at the moment does not, since it may be behind.
/// </remarks>
/// <param name="transactions">Runs them.</param>
/// <param name="keys">Where what was begun is noted.</param>
/// <param name="organization">This insurer.</param>
/// <param name="role">The role that may purge; <c>null</c>: no such identity is held here, and what is left stays left.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Logs.</param>
internal sealed partial class Leftovers(
    TransactionRunner transactions,
    IPersonKeyStore keys,
    OrganizationSettings organization,
    string? role,
    TimeProvider clock,
    ILogger<Leftovers> logger)
{
    private const string Purge = "PurgePersonalData";
    private const string Actor = "gateway";

    // A transaction that was submitted may be ordered late, for instance when the orderers were away.
    private static readonly TimeSpan Watched = TimeSpan.FromHours(1);

    /// <summary>Purges what a correction or an erasure has superseded. May be repeated.</summary>
    public Task<Party> PurgeAsync(string partyId, string requestId, string actor, string signer, CancellationToken cancellationToken = default) =>
        transactions.SubmitAsync<Party>(
            Purge, new PurgePersonalDataRequest { RequestId = requestId, Actor = actor, PartyId = partyId }, signer, cancellationToken);

    /// <summary>After the ledger has taken the sealed data and not the record.</summary>
    /// <returns>True: nothing of it is on the ledger any more. False: it is looked for again.</returns>
    public async Task<bool> TakeBackAsync(StorePersonalDataRequest stored, SealedPerson person)
    {
        var entry = new PendingPerson(person.Number, stored.PartyId, stored.Version, person.SealedSha256, clock.GetUtcNow(), Discarded: false);
        try
        {
            if (role is not null)
            {
                if (await DiscardAsync(entry, role, CancellationToken.None))
                {
                    // It was committed before, so nothing of it comes later.
                    keys.Discarded(entry, forGood: true);
                }
                else
                {
                    keys.Leave(person.Number);
                }

                return true;
            }
        }
        catch (Exception error)
        {
            LogLeft(stored.PartyId, error);
        }

        keys.Leave(person.Number);
        return false;
    }

    /// <summary>Erases a person who has no record of this insurer.</summary>
    /// <returns>What was erased; <c>null</c>: there was nothing.</returns>
    public async Task<Party?> EraseAsync(ErasePartyRequest request, string signer, CancellationToken cancellationToken)
    {
        var purge = new PurgePersonalDataRequest
        {
            RequestId = request.RequestId,
            Actor = request.Actor,
            PartyId = request.PartyId,
            UnregisteredVersion = 1,
        };
        var found = await transactions.EvaluateAsync<Party>(Purge, purge, signer, cancellationToken);
        if (found.SealedSha256.Length == 0 && !keys.Knows(request.PartyId))
        {
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await transactions.SubmitAsync<Party>(Purge, purge, signer, CancellationToken.None);
        keys.Forget(request.PartyId);
        LogErased(request.PartyId);
        return new Party
        {
            PartyId = request.PartyId,
            InsurerMspId = organization.MspId,
            Erased = new Erasure { Reason = request.Reason },
        };
    }

    /// <summary>Looks after everything that was begun and not finished, except what a running process is about to finish.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in keys.Unfinished())
        {
            try
            {
                await ResolveAsync(entry, cancellationToken);
            }
            catch (LedgerException error)
            {
                // The others may not fail.
                LogLeft(entry.PartyId, error);
            }
        }
    }

    private async Task ResolveAsync(PendingPerson entry, CancellationToken cancellationToken)
    {
        if (entry.SealedSha256 is null)
        {
            keys.Withdraw(entry.Number);
        }
        else if (role is null)
        {
            LogNobody(entry.PartyId);
        }
        else if (await RecordOfAsync(entry, role, cancellationToken) is { } record)
        {
            // A correction may have been cut off before it purged what it replaced. What belongs to erasures is done for each of them.
            if (record.Erased is null && record.Version > 1)
            {
                await PurgeAsync(entry.PartyId, RequestId(entry), Actor, role, cancellationToken);
            }

            keys.Recorded(entry.PartyId, entry.Version);
        }
        else
        {
            await RemoveAsync(entry, role, cancellationToken);
        }
    }

    private async Task RemoveAsync(PendingPerson entry, string signer, CancellationToken cancellationToken)
    {
        var old = clock.GetUtcNow() - entry.Since >= Watched;
        if (entry.Discarded && !await IsStoredAsync(entry, signer, cancellationToken))
        {
            if (old)
            {
                keys.Discarded(entry, forGood: true);
            }
        }
        else if (await DiscardAsync(entry, signer, cancellationToken))
        {
            keys.Discarded(entry, forGood: old);
            LogRemoved(entry.PartyId, entry.Version);
        }
        else if (old)
        {
            // Another attempt has replaced it, and whoever made that looks after it.
            keys.Withdraw(entry.Number);
        }
    }

    /// <summary>The record, where it has the version.</summary>
    private async Task<Party?> RecordOfAsync(PendingPerson entry, string signer, CancellationToken cancellationToken)
    {
        try
        {
            var party = await transactions.EvaluateAsync<Party>(
                "GetParty", new GetPartyRequest { PartyId = entry.PartyId }, signer, cancellationToken);
            return party.InsurerMspId == organization.MspId && (party.Version >= entry.Version || party.Erased is not null) ? party : null;
        }
        catch (LedgerException error) when (error.Code == "PARTY_NOT_FOUND")
        {
            return null;
        }
    }

    private async Task<bool> IsStoredAsync(PendingPerson entry, string signer, CancellationToken cancellationToken)
    {
        try
        {
            return (await transactions.EvaluateAsync<Party>(Purge, Discarding(entry), signer, cancellationToken)).SealedSha256.Length > 0;
        }
        catch (LedgerException error) when (error.Code is "RECORD_NOT_FOUND" or "ALREADY_EXISTS")
        {
            return false;
        }
    }

    /// <returns>False: what is stored is another attempt's, or the version was recorded meanwhile.</returns>
    private async Task<bool> DiscardAsync(PendingPerson entry, string signer, CancellationToken cancellationToken)
    {
        try
        {
            await transactions.SubmitAsync<Party>(Purge, Discarding(entry), signer, cancellationToken);
            return true;
        }
        catch (LedgerException error) when (error.Code is "RECORD_NOT_FOUND" or "ALREADY_EXISTS")
        {
            return false;
        }
    }

    private static PurgePersonalDataRequest Discarding(PendingPerson entry) => new()
    {
        RequestId = RequestId(entry),
        Actor = Actor,
        PartyId = entry.PartyId,
        UnregisteredVersion = entry.Version,
        SealedSha256 = entry.SealedSha256 ?? "",
    };

    private static string RequestId(PendingPerson entry) => $"purge.{entry.SealedSha256?[..32]}";

    [LoggerMessage(641, LogLevel.Information, "Version {Version} of {PartyId} was sealed and never recorded; it is purged")]
    private partial void LogRemoved(string partyId, uint version);

    [LoggerMessage(642, LogLevel.Warning, "What was begun of {PartyId} could be neither finished nor taken back; it is tried again")]
    private partial void LogLeft(string partyId, Exception error);

    [LoggerMessage(643, LogLevel.Warning, "What was begun of {PartyId} stays, for this gateway holds no identity that may purge it")]
    private partial void LogNobody(string partyId);

    [LoggerMessage(644, LogLevel.Information, "{PartyId}, who was never registered, was erased: what was stored is purged, and the key is destroyed")]
    private partial void LogErased(string partyId);
}
