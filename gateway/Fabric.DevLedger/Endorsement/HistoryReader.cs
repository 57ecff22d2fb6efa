using Fabric.DevLedger.Blocks;
using Fabric.DevLedger.Chaincode;
using Fabric.DevLedger.Storage;
using Fabric.Protos.Common;

namespace Fabric.DevLedger.Endorsement;

/// <summary>Reads the history of a key out of the committed transactions themselves.</summary>
internal static class HistoryReader
{
    public static IReadOnlyList<HistoryEntry> Read(LedgerReader reader, string chaincode, string key, int limit)
    {
        var entries = new List<HistoryEntry>();
        foreach (var position in reader.History(StateKey.Public(chaincode, key), limit))
        {
            var envelope = reader.Envelope(position) ??
                throw new LedgerDamagedException(position.Block, FormattableString.Invariant($"block {position.Block} lacks transaction {position.Transaction}"));
            var transaction = ParsedEnvelope.Parse(Envelope.Parser.ParseFrom(envelope));
            if (transaction.FindWrite(chaincode, key) is { } write)
            {
                var isDelete = write.IsDelete || write.Value.IsEmpty;
                entries.Add(new HistoryEntry(
                    transaction.TransactionId, transaction.Timestamp, isDelete, isDelete ? [] : write.Value.ToByteArray()));
            }
        }

        return entries;
    }
}
