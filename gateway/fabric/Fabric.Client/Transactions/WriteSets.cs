using Fabric.Protos.Ledger.Rwset;
using Fabric.Protos.Ledger.Rwset.Kvrwset;

namespace Fabric.Client;

/// <summary>Looks for writes in what a transaction read and wrote.</summary>
internal static class WriteSets
{
    /// <exception cref="InvalidProtocolBufferException">The bytes are no read-write set.</exception>
    public static bool AnyIn(ByteString results) => TxReadWriteSet.Parser.ParseForeign(results).NsRwset.Any(AnyIn);

    private static bool AnyIn(NsReadWriteSet space)
    {
        var set = KVRWSet.Parser.ParseForeign(space.Rwset);
        return set.Writes.Count > 0 || set.MetadataWrites.Count > 0 || space.CollectionHashedRwset.Any(AnyIn);
    }

    private static bool AnyIn(CollectionHashedReadWriteSet collection)
    {
        var set = HashedRWSet.Parser.ParseForeign(collection.HashedRwset);
        return !collection.PvtRwsetHash.IsEmpty || set.HashedWrites.Count > 0 || set.MetadataWrites.Count > 0;
    }
}
