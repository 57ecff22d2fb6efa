namespace Fabric.DevLedger.Endorsement;

/// <summary>Reads the history of a key out of the committed transactions themselves.</summary>
internal static class HistoryReader
{
    /// <summary>Reads on from a position until so many bytes of values were read.</summary>
    /// <param name="next">The first position to read; afterwards the first that was not read.</param>
    public static List<HistoryEntry> Read(
        LedgerReader reader, string chaincode, string key, List<TransactionHeight> positions, long bytes, ref int next)
    {
        var entries = new List<HistoryEntry>();
        while (next < positions.Count && bytes > 0)
        {
            var position = positions[next++];
            var envelope = reader.Envelope(position) ??
                throw new LedgerDamagedException(position.Block, FormattableString.Invariant($"block {position.Block} lacks transaction {position.Transaction}"));
            var transaction = ParsedEnvelope.Parse(Envelope.Parser.ParseForeign(envelope));
            if (transaction.FindWrite(chaincode, key) is { } write)
            {
                var isDelete = write.IsDelete || write.Value.IsEmpty;
                entries.Add(new HistoryEntry(
                    transaction.TransactionId, transaction.Timestamp, isDelete, isDelete ? [] : write.Value.ToByteArray()));
                bytes -= write.Value.Length + transaction.TransactionId.Length;
            }
        }

        return entries;
    }
}
