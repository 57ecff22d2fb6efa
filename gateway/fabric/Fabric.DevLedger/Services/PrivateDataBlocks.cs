namespace Fabric.DevLedger.Services;

/// <summary>Blocks together with the private data that the asker's organization holds.</summary>
internal static class PrivateDataBlocks
{
    public static BlockAndPrivateData Of(Block block, LedgerReader reader, VerifiedIdentity asker, LedgerContext ledger)
    {
        var result = new BlockAndPrivateData { Block = block };
        var visible = reader.PrivateWrites(block.Header.Number)
            .Where(entry => IsMember(entry.Write, asker, ledger))
            .GroupBy(entry => entry.Position.Transaction);
        foreach (var transaction in visible)
        {
            var set = new TxPvtReadWriteSet();
            foreach (var space in transaction.GroupBy(entry => entry.Write.Chaincode, StringComparer.Ordinal))
            {
                var spaceSet = new NsPvtReadWriteSet { Namespace = space.Key };
                foreach (var collection in space.GroupBy(entry => entry.Write.Collection, StringComparer.Ordinal))
                {
                    spaceSet.CollectionPvtRwset.Add(new CollectionPvtReadWriteSet
                    {
                        CollectionName = collection.Key,
                        Rwset = Writes(collection.Select(entry => entry.Write)).ToByteString(),
                    });
                }

                set.NsPvtRwset.Add(spaceSet);
            }

            result.PrivateDataMap[transaction.Key] = set;
        }

        return result;
    }

    private static KVRWSet Writes(IEnumerable<StoredPrivateWrite> writes)
    {
        var set = new KVRWSet();
        foreach (var write in writes.OrderBy(write => write.Key, Endorsement.Utf8Order.Instance))
        {
            set.Writes.Add(write.Value is { } value
                ? new KVWrite { Key = write.Key, Value = UnsafeByteOperations.UnsafeWrap(value) }
                : new KVWrite { Key = write.Key, IsDelete = true });
        }

        return set;
    }

    private static bool IsMember(StoredPrivateWrite write, VerifiedIdentity asker, LedgerContext ledger) =>
        ledger.Chaincodes.TryGetValue(write.Chaincode, out var chaincode) &&
        chaincode.Definition.Collections.TryGetValue(write.Collection, out var collection) &&
        collection.MemberPolicy.IsSatisfiedBy([asker]);
}
