using System.Diagnostics.CodeAnalysis;

namespace Fabric.DevLedger.Endorsement;

/// <summary>Holds the private values of endorsed transactions until they are committed, within a bound on memory.</summary>
internal sealed class TransientStore(long capacityBytes)
{
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly Queue<(string TransactionId, Held Held)> _order = new();
    private readonly Lock _lock = new();
    private long _bytes;

    public void Add(string transactionId, IReadOnlyList<PrivateWriteSet> writes)
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
            var held = new Held(writes, size);
            _held[transactionId] = held;
            _order.Enqueue((transactionId, held));
            _bytes += size;
            while (_bytes > capacityBytes && _order.TryDequeue(out var oldest))
            {
                Remove(oldest.TransactionId, oldest.Held);
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
                _bytes -= held.Size;
            }

            // Entries already taken out leave their place in the queue; it must not outgrow what is held.
            while (_order.TryPeek(out var oldest) &&
                (!_held.TryGetValue(oldest.TransactionId, out var current) || current != oldest.Held))
            {
                _order.Dequeue();
            }
        }
    }

    private void Remove(string transactionId, Held held)
    {
        if (_held.TryGetValue(transactionId, out var current) && current == held)
        {
            _held.Remove(transactionId);
            _bytes -= held.Size;
        }
    }

    private sealed class Held(IReadOnlyList<PrivateWriteSet> writes, long size)
    {
        public IReadOnlyList<PrivateWriteSet> Writes { get; } = writes;

        public long Size { get; } = size;
    }
}
