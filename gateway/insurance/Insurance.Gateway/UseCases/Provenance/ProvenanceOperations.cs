namespace Insurance.Gateway.UseCases.Provenance;

/// <summary>What the ledger can prove.</summary>
internal sealed class ProvenanceOperations(
    TransactionRunner transactions, ChainReader chain, TransactionFacts facts, TransactionVerifier verifier)
{
    private const int AtOnce = 8;

    /// <summary>Every version of a record, with what its transaction's block adds.</summary>
    /// <exception cref="ApiException">There is no such record; or the peer, which joined by a snapshot, does not have all of it.</exception>
    public async Task<IMessage> HistoryAsync(ApiCall call, CancellationToken cancellationToken)
    {
        GetHistoryResponse history;
        try
        {
            history = await VersionsAsync(call, cancellationToken);
        }
        catch (Exception error) when (error is ApiException { Status: StatusCode.NotFound } or LedgerException { Code: "RECORD_NOT_FOUND" })
        {
            await RefuseOlderAsync(call.Role, cancellationToken);
            throw;
        }

        if (history.Entries.Count > 0 && !RecordBirth.Is(((GetHistoryRequest)call.Request).RecordType, history.Entries[0]))
        {
            await RefuseOlderAsync(call.Role, cancellationToken);
        }

        await Parallel.ForEachAsync(
            history.Entries,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (entry, token) => await CompleteAsync(entry, call.Role, token));
        return history;
    }

    private async Task<GetHistoryResponse> VersionsAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var type = ((GetHistoryRequest)call.Request).RecordType;
        var bookKind = type is RecordType.Party or RecordType.Quote or RecordType.Policy or RecordType.Claim && call.Caller.IsBroker
            ? type.ToString()
            : null;
        var answer = bookKind is null
            ? await transactions.RunAsync(call, cancellationToken)
            : await BrokerBook.HidingAsync(bookKind, () => transactions.RunAsync(call, cancellationToken), "RECORD_NOT_FOUND");
        var history = (GetHistoryResponse)answer;
        if (bookKind is not null
            && !history.Entries.Any(entry => BrokerBook.Owns(call.Caller, Encoding.UTF8.GetBytes(entry.RecordJson))))
        {
            throw BrokerBook.NotFound(bookKind);
        }

        if (call.Caller.IsBroker)
        {
            foreach (var entry in history.Entries)
            {
                (entry.RecordJson, entry.BeforeJson) = (BrokerView.Of(entry.RecordJson), BrokerView.Of(entry.BeforeJson));
            }
        }

        return history;
    }

    /// <summary>Of a peer that joined by a snapshot: what it has not may have been before.</summary>
    private async Task RefuseOlderAsync(string role, CancellationToken cancellationToken)
    {
        if (await chain.FirstAsync(role, cancellationToken) is > 0 and var first)
        {
            throw GatewayErrors.NotOnThisPeer(first);
        }
    }

    /// <summary>Whether a document is the one that a record names by its digest.</summary>
    public async Task<IMessage> DocumentAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var type = ((VerifyDocumentRequest)call.Request).RecordType;
        var answer = await (call.Caller.IsBroker && type is RecordType.Policy or RecordType.Claim
            ? BrokerBook.HidingAsync(type.ToString(), () => transactions.RunAsync(call, cancellationToken))
            : transactions.RunAsync(call, cancellationToken));

        // Documents that are added to a claim which is not decided by conditions leave no stamp in it.
        foreach (var recorded in ((VerifyDocumentResponse)answer).Uses.Select(use => use.Recorded).Where(recorded => recorded is { Actor: "", TransactionId.Length: > 0 }))
        {
            recorded.Actor = await ActorAsync(recorded.TransactionId, call.Role, cancellationToken);
        }

        return answer;
    }

    private async Task<string> ActorAsync(string transactionId, string role, CancellationToken cancellationToken)
    {
        try
        {
            return (await facts.FindAsync(transactionId, role, cancellationToken))?.Actor ?? "";
        }
        catch (LedgerException error) when (error.FirstBlock is not null)
        {
            // The peer joined by a snapshot, after that transaction.
            return "";
        }
    }

    /// <summary>Checks a transaction; a broker's are those whose events it sees.</summary>
    public async Task<IMessage> VerifyAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var id = ((VerifyTransactionRequest)call.Request).TransactionId;
        if (id.Length != 64 || !id.All(char.IsAsciiHexDigitLower))
        {
            throw GatewayErrors.TransactionIdInvalid();
        }

        if (call.Caller.IsBroker && !EventView.IsVisible(await facts.EventAsync(id, call.Role, cancellationToken), call.Caller))
        {
            await RefuseOlderAsync(call.Role, cancellationToken);
            throw GatewayErrors.TransactionNotFound();
        }

        return await verifier.VerifyAsync(id, call.Role, cancellationToken)
            ?? throw GatewayErrors.TransactionNotFound();
    }

    private async Task CompleteAsync(HistoryEntry entry, string role, CancellationToken cancellationToken)
    {
        entry.Changes.Add(FieldChanges.Between(entry.BeforeJson, entry.RecordJson));
        if (await facts.FindAsync(entry.TransactionId, role, cancellationToken) is { } known)
        {
            entry.BlockNumber = known.Block;
            entry.Function = known.Function;
            entry.CreatorMspId = known.CreatorMspId;
            entry.Creator = known.Creator;
            entry.Actor = known.Actor;
            entry.EndorserMspIds.Add(known.EndorserMspIds);
        }
    }

    /// <summary>The channel's height and hash.</summary>
    public async Task<IMessage> InfoAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var info = await chain.InfoAsync(call.Role, cancellationToken);
        return new LedgerInfo
        {
            Channel = chain.ChannelName,
            Height = info.Height,
            CurrentBlockHash = Convert.ToHexStringLower(info.CurrentBlockHash.Span),
        };
    }
}
