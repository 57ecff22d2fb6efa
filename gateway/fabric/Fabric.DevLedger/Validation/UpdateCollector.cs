using Google.Protobuf.Collections;

namespace Fabric.DevLedger.Validation;

/// <summary>Turns the write sets of valid transactions into changes of state.</summary>
internal sealed class UpdateCollector(LedgerReader reader, IReadOnlyDictionary<string, CommittedChaincode> chaincodes)
{
    private static readonly byte[] HashOfNothing = SHA256.HashData([]);

    /// <summary>Collects all changes of a transaction, or none when it throws.</summary>
    public void Collect(PendingTransaction transaction, TransactionHeight version, UpdateBatch batch)
    {
        var updates = new List<StateUpdate>();
        foreach (var set in transaction.Parsed.ReadWriteSets)
        {
            CollectPublic(set, version, batch, updates);
            foreach (var collection in set.Collections)
            {
                CollectHashed(set.Chaincode, collection, version, batch, updates);
            }
        }

        var values = new List<PrivateValueUpdate>();
        foreach (var set in transaction.PrivateWrites)
        {
            var expires = Expires(set.Chaincode, set.Collection, version);
            values.AddRange(set.Writes.Select(write => new PrivateValueUpdate(
                set.Chaincode, set.Collection, write.Key, write.Value, version, expires)));
        }

        updates.ForEach(update => batch.Add(update));
        batch.PrivateUpdates.AddRange(values);
    }

    private static byte[]? Metadata(RepeatedField<KVMetadataEntry> entries)
    {
        if (entries.Count == 0)
        {
            return null;
        }

        var metadata = new KVMetadataWrite();
        metadata.Entries.AddRange(entries);
        return metadata.ToByteArray();
    }

    private static KeyOperations Of(Dictionary<byte[], KeyOperations> operations, byte[] key)
    {
        if (!operations.TryGetValue(key, out var found))
        {
            operations[key] = found = new KeyOperations();
        }

        return found;
    }

    private void CollectPublic(NamespaceReadWriteSet set, TransactionHeight version, UpdateBatch batch, List<StateUpdate> updates)
    {
        var operations = new Dictionary<byte[], KeyOperations>(BytesComparer.Instance);
        foreach (var write in set.Public.Writes)
        {
            var key = Of(operations, StoredKey.Public(set.Chaincode, write.Key));
            if (write.IsDelete || write.Value.IsEmpty)
            {
                key.Delete();
            }
            else
            {
                key.Put(write.Value);
            }
        }

        foreach (var write in set.Public.MetadataWrites)
        {
            Of(operations, StoredKey.Public(set.Chaincode, write.Key)).SetMetadata(Metadata(write.Entries));
        }

        foreach (var (key, done) in operations)
        {
            if (done.Deletes)
            {
                updates.Add(new StateUpdate(StateUpdateKind.Delete, key, null, null, version));
            }
            else if (done.PutsOnly || done.PutsAndSetsMetadata)
            {
                updates.Add(new StateUpdate(StateUpdateKind.Put, key, done.Value.ToByteArray(), done.PutsOnly ? null : done.Metadata, version));
            }
            else if (batch.PublicKeys.TryGetValue(key, out var deleted) ? !deleted : reader.Head(key) is not null)
            {
                // Metadata of a key that does not exist is without effect.
                updates.Add(new StateUpdate(StateUpdateKind.SetMetadata, key, null, done.Metadata, version));
            }
        }
    }

    private void CollectHashed(
        string chaincode, CollectionReadWriteSet collection, TransactionHeight version, UpdateBatch batch, List<StateUpdate> updates)
    {
        var operations = new Dictionary<byte[], KeyOperations>(BytesComparer.Instance);
        foreach (var write in collection.Hashed.HashedWrites)
        {
            var key = Of(operations, StoredKey.Hashed(chaincode, collection.Collection, write.KeyHash.Span));
            if (write.IsDelete || write.IsPurge || write.ValueHash.IsEmpty || write.ValueHash.Span.SequenceEqual(HashOfNothing))
            {
                key.Delete(write.IsPurge);
            }
            else
            {
                key.Put(write.ValueHash);
            }
        }

        foreach (var write in collection.Hashed.MetadataWrites)
        {
            Of(operations, StoredKey.Hashed(chaincode, collection.Collection, write.KeyHash.Span)).SetMetadata(Metadata(write.Entries));
        }

        var expires = Expires(chaincode, collection.Collection, version);
        foreach (var (key, done) in operations)
        {
            if (done.Deletes)
            {
                updates.Add(new StateUpdate(done.Purges ? StateUpdateKind.Purge : StateUpdateKind.DeleteHash, key, null, null, version));
            }
            else if (done.PutsOnly || done.PutsAndSetsMetadata)
            {
                updates.Add(new StateUpdate(
                    StateUpdateKind.PutHash, key, done.Value.ToByteArray(), done.PutsOnly ? null : done.Metadata, version, expires));
            }
            else if (batch.HashedKeys.TryGetValue(key, out var deleted) ? !deleted : reader.PrivateHash(key) is not null)
            {
                updates.Add(new StateUpdate(StateUpdateKind.SetHashMetadata, key, null, done.Metadata, version));
            }
        }
    }

    private long? Expires(string chaincode, string collection, TransactionHeight version)
    {
        if (chaincodes.TryGetValue(chaincode, out var definition) &&
            definition.Collections.TryGetValue(collection, out var found) && found.BlockToLive > 0)
        {
            return (long)(version.Block + found.BlockToLive + 1);
        }

        return null;
    }
}
