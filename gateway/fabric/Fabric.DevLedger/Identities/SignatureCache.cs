namespace Fabric.DevLedger.Identities;

/// <summary>Remembers endorsement signatures that this process made, so that it need not verify them itself.</summary>
/// <remarks>
/// What is remembered is the digest signed (of payload and endorser together) with the signature's bytes; anything that
/// differs in one bit is not found and is verified.
/// </remarks>
internal sealed class SignatureCache(int capacity)
{
    private readonly ConcurrentDictionary<byte[], byte[]> _signatures = new(BytesComparer.Instance);
    private readonly ConcurrentQueue<byte[]> _order = new();

    public void Add(byte[] digest, byte[] signature)
    {
        if (_signatures.TryAdd(digest, signature))
        {
            _order.Enqueue(digest);
        }
        else
        {
            _signatures[digest] = signature;
        }

        while (_order.Count > capacity && _order.TryDequeue(out var oldest))
        {
            _signatures.TryRemove(oldest, out _);
        }
    }

    /// <summary>Whether this very signature over the digest was made here.</summary>
    public bool IsOwn(byte[] digest, ReadOnlySpan<byte> signature) =>
        _signatures.TryGetValue(digest, out var own) && signature.SequenceEqual(own);
}
