using Version = Fabric.Protos.Ledger.Rwset.Kvrwset.Version;

namespace Fabric.DevLedger.Endorsement;

/// <summary>Collects a transaction's reads and writes and renders them as Fabric does: sorted, private keys hashed.</summary>
internal sealed class ReadWriteSetBuilder(string chaincode)
{
    private readonly Dictionary<string, TransactionHeight?> _reads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KVWrite> _writes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KVMetadataWrite> _metadata = new(StringComparer.Ordinal);
    private readonly List<RangeQueryInfo> _ranges = [];
    private SortedDictionary<string, CollectionBuilder>? _collections;

    public void Read(string key, TransactionHeight? version) => _reads[key] = version;

    public void ReadHashed(string collection, string key, TransactionHeight? version) =>
        Collection(collection).Reads[key] = version;

    /// <summary>Records that a range is being read; <see cref="ReadRange"/> adds what was read.</summary>
    public RangeQueryInfo BeginRange(string start)
    {
        var range = new RangeQueryInfo { StartKey = start, RawReads = new QueryReads() };
        _ranges.Add(range);
        return range;
    }

    /// <param name="range">The range so far.</param>
    /// <param name="end">The last key read, or the end asked for when all was read.</param>
    /// <param name="exhausted">Whether all was read.</param>
    /// <param name="entries">What was read since the last time.</param>
    public static void ReadRange(RangeQueryInfo range, string end, bool exhausted, IReadOnlyList<ScannedEntry> entries)
    {
        foreach (var entry in entries)
        {
            range.RawReads.KvReads.Add(new KVRead { Key = entry.Key, Version = ToProto(entry.Version) });
        }

        range.EndKey = end;
        range.ItrExhausted = exhausted;
    }

    public void Write(string key, byte[]? value) => _writes[key] = value is null
        ? new KVWrite { Key = key, IsDelete = true }
        : new KVWrite { Key = key, Value = UnsafeByteOperations.UnsafeWrap(value) };

    public void WriteMetadata(string key, byte[] validationParameter)
    {
        var write = new KVMetadataWrite { Key = key };
        write.Entries.Add(Entry(validationParameter));
        _metadata[key] = write;
    }

    public void WritePrivate(string collection, string key, byte[]? value, bool purge) =>
        Collection(collection).Writes[key] = (value, purge);

    public void WritePrivateMetadata(string collection, string key, byte[] validationParameter) =>
        Collection(collection).Metadata[key] = validationParameter;

    public (ByteString Public, IReadOnlyList<PrivateWriteSet> Private) Build()
    {
        var set = new TxReadWriteSet { DataModel = TxReadWriteSet.Types.DataModel.Kv };
        var privateSets = new List<PrivateWriteSet>();
        var space = new NsReadWriteSet { Namespace = chaincode, Rwset = BuildPublic().ToByteString() };
        if (_collections is not null)
        {
            foreach (var (name, collection) in _collections)
            {
                space.CollectionHashedRwset.Add(collection.Build(chaincode, name, privateSets));
            }
        }

        if (space.Rwset.Length > 0 || space.CollectionHashedRwset.Count > 0)
        {
            set.NsRwset.Add(space);
        }

        return (set.ToByteString(), privateSets);
    }

    private static Version? ToProto(TransactionHeight? version) =>
        version is { } v ? new Version { BlockNum = v.Block, TxNum = v.Transaction } : null;

    private static KVMetadataEntry Entry(byte[] validationParameter) =>
        new() { Name = StateMetadata.ValidationParameter, Value = UnsafeByteOperations.UnsafeWrap(validationParameter) };

    private static IEnumerable<KeyValuePair<string, T>> Sorted<T>(Dictionary<string, T> entries)
    {
        if (entries.Count < 2)
        {
            return entries;
        }

        var sorted = entries.ToArray();
        Array.Sort(sorted, static (x, y) => Utf8Order.Instance.Compare(x.Key, y.Key));
        return sorted;
    }

    private CollectionBuilder Collection(string name)
    {
        _collections ??= new SortedDictionary<string, CollectionBuilder>(Utf8Order.Instance);
        if (!_collections.TryGetValue(name, out var collection))
        {
            _collections[name] = collection = new CollectionBuilder();
        }

        return collection;
    }

    private KVRWSet BuildPublic()
    {
        var set = new KVRWSet();
        foreach (var (key, version) in Sorted(_reads))
        {
            set.Reads.Add(new KVRead { Key = key, Version = ToProto(version) });
        }

        // As Fabric: of ranges that are the same the first counts.
        set.RangeQueriesInfo.AddRange(_ranges.DistinctBy(range => (range.StartKey, range.EndKey, range.ItrExhausted)));
        foreach (var (_, write) in Sorted(_writes))
        {
            set.Writes.Add(write);
        }

        foreach (var (_, write) in Sorted(_metadata))
        {
            set.MetadataWrites.Add(write);
        }

        return set;
    }

    private sealed class CollectionBuilder
    {
        public Dictionary<string, TransactionHeight?> Reads { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, (byte[]? Value, bool Purge)> Writes { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, byte[]> Metadata { get; } = new(StringComparer.Ordinal);

        public CollectionHashedReadWriteSet Build(string chaincode, string name, List<PrivateWriteSet> privateSets)
        {
            var hashed = new HashedRWSet();
            foreach (var (key, version) in Sorted(Reads))
            {
                hashed.HashedReads.Add(new KVReadHash { KeyHash = Hash(key), Version = ToProto(version) });
            }

            var values = new KVRWSet();
            var writes = new List<PrivateWrite>();
            foreach (var (key, (value, purge)) in Sorted(Writes))
            {
                hashed.HashedWrites.Add(new KVWriteHash
                {
                    KeyHash = Hash(key),
                    IsDelete = value is null,
                    IsPurge = purge,
                    ValueHash = value is null ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(SHA256.HashData(value)),
                });
                values.Writes.Add(value is null
                    ? new KVWrite { Key = key, IsDelete = true }
                    : new KVWrite { Key = key, Value = UnsafeByteOperations.UnsafeWrap(value) });
                writes.Add(new PrivateWrite(key, value));
            }

            foreach (var (key, parameter) in Sorted(Metadata))
            {
                var write = new KVMetadataWriteHash { KeyHash = Hash(key) };
                write.Entries.Add(Entry(parameter));
                hashed.MetadataWrites.Add(write);
                values.MetadataWrites.Add(new KVMetadataWrite { Key = key });
            }

            var result = new CollectionHashedReadWriteSet { CollectionName = name, HashedRwset = hashed.ToByteString() };
            if (writes.Count > 0 || Metadata.Count > 0)
            {
                var hash = SHA256.HashData(values.ToByteArray());
                result.PvtRwsetHash = UnsafeByteOperations.UnsafeWrap(hash);
                privateSets.Add(new PrivateWriteSet(chaincode, name, writes, hash));
            }

            return result;
        }

        private static ByteString Hash(string key) => UnsafeByteOperations.UnsafeWrap(StoredKey.Hash(key));
    }
}
