using Fabric.DevLedger.Blocks;
using Fabric.DevLedger.Endorsement;
using Fabric.DevLedger.Ordering;
using Fabric.DevLedger.Storage;
using Fabric.Protos.Ledger.Rwset.Kvrwset;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Fabric.DevLedger.Validation;

/// <summary>Turns the write sets of valid transactions into changes of state.</summary>
internal sealed class UpdateCollector(LedgerReader reader, IReadOnlyDictionary<string, ChaincodeDefinition> chaincodes)
{
    public void Collect(PendingTransaction transaction, StateVersion version, UpdateBatch batch)
    {
        foreach (var set in transaction.Parsed.ReadWriteSets)
        {
            CollectPublic(set, version, batch);
            foreach (var collection in set.Collections)
            {
                CollectHashed(set.Chaincode, collection, version, batch);
            }
        }

        foreach (var set in transaction.PrivateWrites)
        {
            var expires = Expires(set.Chaincode, set.Collection, version);
            foreach (var write in set.Writes)
            {
                batch.PrivateUpdates.Add(new PrivateValueUpdate(
                    set.Chaincode, set.Collection, write.Key, write.Value, version, expires));
            }
        }
    }

    private static byte[] Metadata(RepeatedField<KVMetadataEntry> entries)
    {
        var metadata = new KVMetadataWrite();
        metadata.Entries.AddRange(entries);
        return metadata.ToByteArray();
    }

    private void CollectPublic(NamespaceReadWriteSet set, StateVersion version, UpdateBatch batch)
    {
        var metadata = set.Public.MetadataWrites.Count == 0
            ? null
            : set.Public.MetadataWrites.ToDictionary(write => write.Key, write => Metadata(write.Entries), StringComparer.Ordinal);
        foreach (var write in set.Public.Writes)
        {
            var key = StateKey.Public(set.Chaincode, write.Key);
            byte[]? own = null;
            metadata?.Remove(write.Key, out own);
            batch.Add(write.IsDelete || write.Value.IsEmpty
                ? new StateUpdate(StateUpdateKind.Delete, key, null, null, version)
                : new StateUpdate(StateUpdateKind.Put, key, write.Value.ToByteArray(), own, version));
        }

        if (metadata is null)
        {
            return;
        }

        foreach (var (name, value) in metadata)
        {
            // Metadata of a key that does not exist is without effect.
            var key = StateKey.Public(set.Chaincode, name);
            var exists = batch.PublicKeys.TryGetValue(key, out var deleted) ? !deleted : reader.Head(key) is not null;
            if (exists)
            {
                batch.Add(new StateUpdate(StateUpdateKind.SetMetadata, key, null, value, version));
            }
        }
    }

    private void CollectHashed(string chaincode, CollectionReadWriteSet collection, StateVersion version, UpdateBatch batch)
    {
        var metadata = collection.Hashed.MetadataWrites.Count == 0
            ? null
            : collection.Hashed.MetadataWrites.ToDictionary(
                write => write.KeyHash.ToByteArray(), write => Metadata(write.Entries), BytesComparer.Instance);
        var expires = Expires(chaincode, collection.Collection, version);
        foreach (var write in collection.Hashed.HashedWrites)
        {
            var key = StateKey.Hashed(chaincode, collection.Collection, write.KeyHash.Span);
            byte[]? own = null;
            metadata?.Remove(write.KeyHash.ToByteArray(), out own);
            batch.Add(write switch
            {
                { IsPurge: true } => new StateUpdate(StateUpdateKind.Purge, key, null, null, version),
                { IsDelete: true } => new StateUpdate(StateUpdateKind.DeleteHash, key, null, null, version),
                _ => new StateUpdate(StateUpdateKind.PutHash, key, write.ValueHash.ToByteArray(), own, version, expires),
            });
        }

        if (metadata is null)
        {
            return;
        }

        foreach (var (keyHash, value) in metadata)
        {
            var key = StateKey.Hashed(chaincode, collection.Collection, keyHash);
            if (reader.PrivateHash(key) is not null)
            {
                batch.Add(new StateUpdate(StateUpdateKind.SetHashMetadata, key, null, value, version));
            }
        }
    }

    private long? Expires(string chaincode, string collection, StateVersion version)
    {
        if (chaincodes.TryGetValue(chaincode, out var definition) &&
            definition.Collections.TryGetValue(collection, out var found) && found.BlockToLive > 0)
        {
            return (long)(version.Block + found.BlockToLive + 1);
        }

        return null;
    }
}
