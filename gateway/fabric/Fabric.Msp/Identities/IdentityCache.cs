using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Fabric.Msp;

/// <summary>
/// Identities by their serialized bytes. Two generations bound the memory: when the young one is full it
/// becomes the old one, and what is used again moves back.
/// </summary>
internal sealed class IdentityCache(int capacity)
{
    private readonly Lock _turning = new();
    private volatile Generations _generations = new(new Generation(), new Generation());

    public bool TryGet(ReadOnlySpan<byte> serialized, [NotNullWhen(true)] out VerifiedIdentity? identity)
    {
        var generations = _generations;
        if (generations.Young.TryGet(serialized, out identity))
        {
            return true;
        }

        if (!generations.Old.TryGet(serialized, out identity))
        {
            return false;
        }

        Add(identity);
        return true;
    }

    public void Add(VerifiedIdentity identity)
    {
        var generations = _generations;
        if (generations.Young.Add(identity) < Math.Max(1, capacity / 2))
        {
            return;
        }

        lock (_turning)
        {
            if (ReferenceEquals(_generations, generations))
            {
                _generations = new Generations(new Generation(), generations.Young);
            }
        }
    }

    private sealed record Generations(Generation Young, Generation Old);

    private sealed class Generation
    {
        private readonly ConcurrentDictionary<byte[], VerifiedIdentity> _byBytes = new(BytesComparer.Instance);
        private int _count;

        public bool TryGet(ReadOnlySpan<byte> serialized, [NotNullWhen(true)] out VerifiedIdentity? identity) =>
            _byBytes.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(serialized, out identity);

        public int Add(VerifiedIdentity identity) =>
            _byBytes.TryAdd(identity.Serialized.ToArray(), identity) ? Interlocked.Increment(ref _count) : Volatile.Read(ref _count);
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly BytesComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
