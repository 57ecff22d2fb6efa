namespace Fabric.DevLedger.Blocks;

/// <summary>What a transaction read and wrote in one chaincode's namespace.</summary>
internal sealed record NamespaceReadWriteSet(string Chaincode, KVRWSet Public, IReadOnlyList<CollectionReadWriteSet> Collections)
{
    /// <summary>Whether anything in the namespace is written.</summary>
    public bool Writes
    {
        get
        {
            if (Public.Writes.Count > 0 || Public.MetadataWrites.Count > 0)
            {
                return true;
            }

            foreach (var collection in Collections)
            {
                if (collection.Hashed.HashedWrites.Count > 0 || collection.Hashed.MetadataWrites.Count > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Parses <c>rwset.TxReadWriteSet</c>; null when it is ill-formed.</summary>
    public static IReadOnlyList<NamespaceReadWriteSet>? Parse(ByteString results)
    {
        try
        {
            var set = TxReadWriteSet.Parser.ParseForeign(results);
            var spaces = new NamespaceReadWriteSet[set.NsRwset.Count];
            for (var i = 0; i < spaces.Length; i++)
            {
                var space = set.NsRwset[i];
                var collections = new CollectionReadWriteSet[space.CollectionHashedRwset.Count];
                for (var j = 0; j < collections.Length; j++)
                {
                    var collection = space.CollectionHashedRwset[j];
                    collections[j] = new CollectionReadWriteSet(
                        collection.CollectionName, HashedRWSet.Parser.ParseForeign(collection.HashedRwset), collection.PvtRwsetHash);
                }

                spaces[i] = new NamespaceReadWriteSet(space.Namespace, KVRWSet.Parser.ParseForeign(space.Rwset), collections);
            }

            return spaces;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
