using Fabric.Protos.Ledger.Rwset;
using Fabric.Protos.Ledger.Rwset.Kvrwset;

namespace Fabric.Audit;

/// <summary>What a transaction read and wrote in one chaincode's namespace.</summary>
/// <param name="Chaincode">The namespace.</param>
/// <param name="Public">Keys that every member holds.</param>
/// <param name="Collections">Hashes of the keys of private data collections, by collection.</param>
public sealed record NamespaceChanges(
    string Chaincode, KVRWSet Public, IReadOnlyList<(string Name, HashedRWSet Hashed)> Collections)
{
    /// <summary>Whether anything is written.</summary>
    public bool Writes =>
        Public.Writes.Count + Public.MetadataWrites.Count > 0
        || Collections.Any(collection => collection.Hashed.HashedWrites.Count + collection.Hashed.MetadataWrites.Count > 0);

    /// <summary>Whether private data was read or written.</summary>
    public bool HasCollections => Collections.Count > 0;

    /// <summary>Every key that was read, with the version it then had; <c>null</c>: there was none.</summary>
    public IEnumerable<(StateKey Key, StateVersion? Version)> Reads()
    {
        foreach (var read in Public.Reads)
        {
            yield return (StateKey.Public(Chaincode, read.Key), StateVersion.From(read.Version));
        }

        foreach (var (name, hashed) in Collections)
        {
            foreach (var read in hashed.HashedReads)
            {
                yield return (StateKey.Hashed(Chaincode, name, read.KeyHash.Span), StateVersion.From(read.Version));
            }
        }
    }

    /// <summary>The keys that scans found, with their versions, as far as they are listed and not only hashed together.</summary>
    public IEnumerable<(StateKey Key, StateVersion? Version)> ScannedReads() =>
        Public.RangeQueriesInfo
            .SelectMany(range => range.RawReads?.KvReads ?? [])
            .Select(read => (StateKey.Public(Chaincode, read.Key), StateVersion.From(read.Version)));

    /// <summary>Every key that is written, or whose policy is.</summary>
    public IEnumerable<StateKey> WrittenKeys() =>
    [
        .. Public.Writes.Select(write => StateKey.Public(Chaincode, write.Key)),
        .. Public.MetadataWrites.Select(write => StateKey.Public(Chaincode, write.Key)),
        .. Collections.SelectMany(collection =>
            collection.Hashed.HashedWrites.Select(write => write.KeyHash)
                .Concat(collection.Hashed.MetadataWrites.Select(write => write.KeyHash))
                .Select(hash => StateKey.Hashed(Chaincode, collection.Name, hash.Span))),
    ];

    /// <summary>The endorsement policies of keys that are set.</summary>
    public IEnumerable<(StateKey Key, KeyPolicy Policy)> PolicyWrites() =>
        PolicyBytes().Select(write => (write.Key, write.Value.IsEmpty ? KeyPolicy.None : KeyPolicy.Of(PolicyReader.OfApplication(write.Value))));

    /// <summary>The same, not yet read; empty: the key's policy is taken away.</summary>
    internal IEnumerable<(StateKey Key, ByteString Value)> PolicyBytes() => MetadataWrites().Select(write => (write.Key, write.Policy));

    /// <summary>The same, with the number of entries of a key's metadata.</summary>
    internal IEnumerable<(StateKey Key, ByteString Policy, int Entries)> MetadataWrites() =>
    [
        .. Public.MetadataWrites.Select(write => (StateKey.Public(Chaincode, write.Key), Policy(write.Entries), write.Entries.Count)),
        .. Collections.SelectMany(collection => collection.Hashed.MetadataWrites.Select(write =>
            (StateKey.Hashed(Chaincode, collection.Name, write.KeyHash.Span), Policy(write.Entries), write.Entries.Count))),
    ];

    private static ByteString Policy(IEnumerable<KVMetadataEntry> entries) =>
        entries.LastOrDefault(entry => entry.Name == "VALIDATION_PARAMETER")?.Value ?? ByteString.Empty;

    internal static IReadOnlyList<NamespaceChanges> ReadAll(ByteString results) =>
        [.. TxReadWriteSet.Parser.ParseForeign(results).NsRwset.Select(Read)];

    internal static NamespaceChanges Read(NsReadWriteSet set) => new(
        set.Namespace,
        KVRWSet.Parser.ParseForeign(set.Rwset),
        [.. set.CollectionHashedRwset.Select(item => (item.CollectionName, HashedRWSet.Parser.ParseForeign(item.HashedRwset)))]);
}
