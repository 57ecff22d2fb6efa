using Fabric.DevLedger.Ordering;
using Fabric.DevLedger.Storage;
using Fabric.Protos.Common;
using Fabric.Protos.Peer;

namespace Fabric.DevLedger.Validation;

/// <summary>Judges the transactions of a block as a Fabric peer does and collects what they change.</summary>
/// <remarks>Endorsement policies of the whole block are judged before any read set, as in Fabric.</remarks>
internal sealed class BlockValidator(string channel, EndorsementValidator endorsement, LedgerReader reader)
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
            transaction.Code = JudgeAlone(transaction, seen);
        }

        var batch = new UpdateBatch();
        for (var i = 0; i < transactions.Count; i++)
        {
            var transaction = transactions[i];
            if (transaction.Code != TxValidationCode.Valid || transaction.Parsed.Type != HeaderType.EndorserTransaction)
            {
                continue;
            }

            transaction.Code = _reads.Validate(transaction.Parsed.ReadWriteSets, batch);
            if (transaction.Code == TxValidationCode.Valid)
            {
                _updates.Collect(transaction, new StateVersion(block, (ulong)i), batch);
            }
        }

        return batch;
    }

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
            return TxValidationCode.TargetChainNotFound;
        }

        // An id that its envelope could not prove must not bar the transaction that it really belongs to.
        if (!seen.Add(parsed.TransactionId) ||
            reader.Transaction(parsed.TransactionId) is { Code: not TxValidationCode.BadProposalTxid })
        {
            return TxValidationCode.DuplicateTxid;
        }

        return parsed.Code == TxValidationCode.Valid ? endorsement.Validate(transaction) : parsed.Code;
    }
}
