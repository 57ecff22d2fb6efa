using Version = Fabric.Protos.Ledger.Rwset.Kvrwset.Version;

namespace Fabric.DevLedger.Validation;

/// <summary>Checks that what a transaction read is still so (MVCC), and that no key came or went in a range it scanned.</summary>
internal sealed class ReadSetValidator(LedgerReader reader)
{
    public TxValidationCode Validate(IReadOnlyList<NamespaceReadWriteSet> sets, UpdateBatch batch)
    {
        foreach (var set in sets)
        {
            foreach (var read in set.Public.Reads)
            {
                var key = StoredKey.Public(set.Chaincode, read.Key);
                if (batch.ChangesPublic(key) || !Same(reader.Head(key)?.Version, read.Version))
                {
                    return TxValidationCode.MvccReadConflict;
                }
            }

            foreach (var query in set.Public.RangeQueriesInfo)
            {
                if (!RangeIsUnchanged(set.Chaincode, query, batch))
                {
                    return TxValidationCode.PhantomReadConflict;
                }
            }

            foreach (var collection in set.Collections)
            {
                foreach (var read in collection.Hashed.HashedReads)
                {
                    var key = StoredKey.Hashed(set.Chaincode, collection.Collection, read.KeyHash.Span);
                    if (batch.ChangesHashed(key) || !Same(reader.PrivateHash(key)?.Version, read.Version))
                    {
                        return TxValidationCode.MvccReadConflict;
                    }
                }
            }
        }

        return TxValidationCode.Valid;
    }

    private static bool Same(TransactionHeight? committed, Version? read) =>
        committed is { } version
            ? read is not null && version.Block == read.BlockNum && version.Transaction == read.TxNum
            : read is null;

    private bool RangeIsUnchanged(string chaincode, RangeQueryInfo query, UpdateBatch batch)
    {
        if (query.ReadsInfoCase == RangeQueryInfo.ReadsInfoOneofCase.ReadsMerkleHashes)
        {
            // This ledger's endorsers record every read; a summary did not come from them.
            return false;
        }

        var start = StoredKey.Public(chaincode, query.StartKey);
        var end = query.EndKey.Length == 0 ? StoredKey.EndOfPublic(chaincode) : StoredKey.Public(chaincode, query.EndKey);
        if (!query.ItrExhausted)
        {
            // The reader stopped at the end key, having seen it.
            end = [.. end, 0];
        }

        var reads = query.RawReads?.KvReads;
        var expected = reads?.Count ?? 0;
        foreach (var (key, deleted) in batch.PublicKeys)
        {
            if (key.AsSpan().SequenceCompareTo(start) >= 0 && key.AsSpan().SequenceCompareTo(end) < 0 &&
                (!deleted || reader.Head(key) is not null))
            {
                return false;
            }
        }

        var index = 0;
        var unchanged = true;
        reader.Scan(chaincode, start, end, entry =>
        {
            unchanged = index < expected && reads![index].Key == entry.Key && Same(entry.Version, reads[index].Version);
            index++;
            return unchanged;
        });
        return unchanged && index == expected;
    }
}
