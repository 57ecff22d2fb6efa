namespace Fabric.DevLedger.Validation;

/// <summary>Judges the transactions of a block as a Fabric peer does and collects what they change.</summary>
/// <remarks>
/// Endorsement policies of the whole block are judged before any read set, as in Fabric. Whatever one transaction makes go wrong
/// while it is judged makes that transaction invalid; only a ledger that cannot be read stops the channel.
/// </remarks>
internal sealed partial class BlockValidator(string channel, EndorsementValidator endorsement, LedgerReader reader, ILogger logger)
{
    private readonly ReadSetValidator _reads = new(reader);
    private readonly UpdateCollector _updates = new(reader, endorsement.Chaincodes);

    public UpdateBatch Validate(ulong block, IReadOnlyList<PendingTransaction> transactions)
    {
        // One read transaction: each of many thousand reads would otherwise lock and unlock the file.
        reader.Begin();
        try
        {
            return ValidateAll(block, transactions);
        }
        finally
        {
            reader.End();
        }
    }

    private UpdateBatch ValidateAll(ulong block, IReadOnlyList<PendingTransaction> transactions)
    {
        var seen = new HashSet<string>(transactions.Count, StringComparer.Ordinal);
        endorsement.BeginBlock();
        foreach (var transaction in transactions)
        {
            transaction.Code = Guarded(transaction, () => JudgeAlone(transaction, seen));
        }

        var batch = new UpdateBatch();
        for (var i = 0; i < transactions.Count; i++)
        {
            var transaction = transactions[i];
            if (transaction.Code != TxValidationCode.Valid || transaction.Parsed.Type != HeaderType.EndorserTransaction)
            {
                continue;
            }

            var version = new TransactionHeight(block, (ulong)i);
            transaction.Code = Guarded(transaction, () => JudgeReads(transaction, version, batch));
        }

        return batch;
    }

    private TxValidationCode JudgeReads(PendingTransaction transaction, TransactionHeight version, UpdateBatch batch)
    {
        var code = _reads.Validate(transaction.Parsed.ReadWriteSets, batch);
        if (code == TxValidationCode.Valid)
        {
            _updates.Collect(transaction, version, batch);
        }

        return code;
    }

    private TxValidationCode Guarded(PendingTransaction transaction, Func<TxValidationCode> judge)
    {
        try
        {
            return judge();
        }
        catch (Exception e) when (e is not (SqliteException or LedgerDamagedException or OutOfMemoryException))
        {
            LogUnjudgeable(logger, transaction.Parsed.TransactionId, e);
            return TxValidationCode.InvalidOtherReason;
        }
    }

    [LoggerMessage(EventId = 310, Level = LogLevel.Error, Message = "Transaction {TransactionId} cannot be judged and is invalid")]
    private static partial void LogUnjudgeable(ILogger logger, string transactionId, Exception exception);

    private TxValidationCode JudgeAlone(PendingTransaction transaction, HashSet<string> seen)
    {
        var parsed = transaction.Parsed;
        if (parsed.Code is not TxValidationCode.Valid and not TxValidationCode.BadHeaderExtension
            and not TxValidationCode.BadResponsePayload and not TxValidationCode.BadRwset
            and not TxValidationCode.InvalidChaincode and not TxValidationCode.InvalidOtherReason
            and not TxValidationCode.IllegalWriteset)
        {
            return parsed.Code;
        }

        if (parsed.ChannelId != channel)
        {
            // Its creator is one of another channel, of which a peer's validation of this one knows nothing.
            return TxValidationCode.BadCreatorSignature;
        }

        // An id that its envelope could not prove must not bar the transaction that it really belongs to.
        if (reader.Transaction(parsed.TransactionId) is { Code: not TxValidationCode.BadProposalTxid })
        {
            return TxValidationCode.DuplicateTxid;
        }

        // In its own block a transaction is barred only by one that has passed the policies, as in Fabric.
        var code = parsed.Code == TxValidationCode.Valid ? endorsement.Validate(transaction) : parsed.Code;
        return code == TxValidationCode.Valid && !seen.Add(parsed.TransactionId) ? TxValidationCode.DuplicateTxid : code;
    }
}
