using System.Diagnostics.CodeAnalysis;

namespace Fabric.DevLedger.Endorsement;

/// <summary>Holds the private values of endorsed transactions until they are committed, within a bound on memory.</summary>
/// <remarks>When it is full, the organization that holds most gives way, its oldest values first.</remarks>
internal sealed class TransientStore(long capacityBytes)
{
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _bytes;

    /// <param name="mspId">The creator's organization.</param>
    /// <param name="transactionId">The transaction.</param>
    /// <param name="writes">Its private writes.</param>
    public void Add(string mspId, string transactionId, IReadOnlyList<PrivateWriteSet> writes)
    {
        if (writes.Count == 0)
        {
            return;
        }

        long size = 256;
        foreach (var set in writes)
        {
            foreach (var write in set.Writes)
            {
                size += write.Key.Length + (write.Value?.Length ?? 0) + 64;
            }
        }

        lock (_lock)
        {
            Remove(transactionId);
            if (!_shares.TryGetValue(mspId, out var share))
            {
                _shares[mspId] = share = new Share();
            }

            var held = new Held(transactionId, writes, size, share);
            _held[transactionId] = held;
            held.Place = share.Order.AddLast(held);
            share.Bytes += size;
            _bytes += size;
            while (_bytes > capacityBytes)
            {
                Remove(_shares.Values.MaxBy(candidate => candidate.Bytes)!.Order.First!.Value.TransactionId);
            }
        }
    }

    public bool TryGet(string transactionId, [NotNullWhen(true)] out IReadOnlyList<PrivateWriteSet>? writes)
    {
        lock (_lock)
        {
            writes = _held.TryGetValue(transactionId, out var held) ? held.Writes : null;
            return writes is not null;
        }
    }

    public void Remove(string transactionId)
    {
        lock (_lock)
        {
            if (_held.Remove(transactionId, out var held))
            {
                held.Share.Order.Remove(held.Place!);
                held.Share.Bytes -= held.Size;
                _bytes -= held.Size;
            }
        }
    }

    private sealed class Share
    {
        public LinkedList<Held> Order { get; } = new();

        public long Bytes { get; set; }
    }

    private sealed class Held(string transactionId, IReadOnlyList<PrivateWriteSet> writes, long size, Share share)
    {
        public string TransactionId => transactionId;

        public IReadOnlyList<PrivateWriteSet> Writes => writes;

        public long Size => size;

        public Share Share => share;

        public LinkedListNode<Held>? Place { get; set; }
    }
}
