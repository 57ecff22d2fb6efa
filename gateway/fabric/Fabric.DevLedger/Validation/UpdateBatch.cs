namespace Fabric.DevLedger.Validation;

/// <summary>What the valid transactions of the block being built change, in their order.</summary>
internal sealed class UpdateBatch
{
    private readonly Dictionary<byte[], bool> _public = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], bool> _hashed = new(BytesComparer.Instance);

    public List<StateUpdate> Updates { get; } = [];

    public List<PrivateValueUpdate> PrivateUpdates { get; } = [];

    /// <summary>The public keys changed so far, each with whether it was deleted last.</summary>
    public IReadOnlyDictionary<byte[], bool> PublicKeys => _public;

    /// <summary>The same of the hashes of private keys.</summary>
    public IReadOnlyDictionary<byte[], bool> HashedKeys => _hashed;

    public bool ChangesPublic(byte[] key) => _public.ContainsKey(key);

    public bool ChangesHashed(byte[] key) => _hashed.ContainsKey(key);

    public void Add(in StateUpdate update)
    {
        Updates.Add(update);
        if (update.Kind is StateUpdateKind.Put or StateUpdateKind.Delete or StateUpdateKind.SetMetadata)
        {
            _public[update.Key] = update.Kind == StateUpdateKind.Delete;
        }
        else
        {
            _hashed[update.Key] = update.Kind is StateUpdateKind.DeleteHash or StateUpdateKind.Purge;
        }
    }

    /// <summary>SHA-256 over the public changes and hashes.</summary>
    public byte[] Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> lengths = stackalloc byte[13];
        foreach (var update in Updates)
        {
            lengths[0] = (byte)update.Kind;
            BitConverter.TryWriteBytes(lengths[1..], update.Key.Length);
            BitConverter.TryWriteBytes(lengths[5..], update.Value?.Length ?? -1);
            BitConverter.TryWriteBytes(lengths[9..], update.Metadata?.Length ?? -1);
            hash.AppendData(lengths);
            hash.AppendData(update.Key);
            hash.AppendData(update.Value.AsSpan());
            hash.AppendData(update.Metadata.AsSpan());
        }

        return hash.GetHashAndReset();
    }
}
