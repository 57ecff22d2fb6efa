namespace Fabric.DevLedger.Ordering;

/// <summary>Informs those who wait that a transaction, or a block, is committed.</summary>
internal sealed class CommitNotifier
{
    private const int RecentCapacity = 20_000;

    private readonly ConcurrentDictionary<string, Waiters> _waiters = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TransactionStatus> _recent = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _recentOrder = new();
    private volatile TaskCompletionSource _nextBlock = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, bool> _withheld = new(StringComparer.Ordinal);
    private long _height;

    /// <summary>Blocks on disk.</summary>
    public ulong Height => (ulong)Interlocked.Read(ref _height);

    public void SetHeight(ulong height) => Interlocked.Exchange(ref _height, (long)height);

    public void Committed(ulong block, IReadOnlyList<PendingTransaction> transactions)
    {
        for (var i = 0; i < transactions.Count; i++)
        {
            var transaction = transactions[i];
            var id = transaction.Parsed.TransactionId;

            // Another's envelope, or the same one again, under an id that stands for what was recorded before changes no answer.
            if (!transaction.HoldsItsId)
            {
                continue;
            }

            if (transaction.Purges)
            {
                _withheld[id] = true;
                continue;
            }

            if (!_recent.ContainsKey(id))
            {
                _recentOrder.Enqueue(id);
            }

            _recent[id] = new TransactionStatus(new TransactionHeight(block, (ulong)i), transaction.Code);
        }

        // Only now: a later transaction of the block may have taken an id from an earlier one.
        foreach (var transaction in transactions)
        {
            var id = transaction.Parsed.TransactionId;
            if (transaction is { HoldsItsId: true, Purges: false } && _waiters.TryRemove(id, out var waiters))
            {
                waiters.Complete(_recent[id]);
            }
        }

        while (_recentOrder.Count > RecentCapacity && _recentOrder.TryDequeue(out var oldest))
        {
            _recent.TryRemove(oldest, out _);
        }

        SetHeight(block + 1);
        var reached = _nextBlock;
        _nextBlock = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        reached.TrySetResult();
        foreach (var transaction in transactions)
        {
            transaction.Committed.TrySetResult();
        }
    }

    /// <summary>The values that the transactions of a block have purged are gone: now their statuses are reported.</summary>
    public void Purged(ulong block, IReadOnlyList<PendingTransaction> transactions)
    {
        for (var i = 0; i < transactions.Count; i++)
        {
            var id = transactions[i].Parsed.TransactionId;
            if (transactions[i] is not { Purges: true, HoldsItsId: true } || !_withheld.TryRemove(id, out _))
            {
                continue;
            }

            var status = new TransactionStatus(new TransactionHeight(block, (ulong)i), transactions[i].Code);
            _recent[id] = status;
            _recentOrder.Enqueue(id);
            if (_waiters.TryRemove(id, out var waiters))
            {
                waiters.Complete(status);
            }
        }
    }

    /// <summary>True while a transaction is on disk and the values that it has purged are too.</summary>
    public bool IsWithheld(string transactionId) => _withheld.ContainsKey(transactionId);

    /// <summary>A status committed not long ago; older ones are on disk.</summary>
    public bool TryGetRecent(string transactionId, out TransactionStatus status) => _recent.TryGetValue(transactionId, out status);

    /// <summary>Waits for a transaction to be committed after now.</summary>
    public Registration Wait(string transactionId)
    {
        while (true)
        {
            var waiters = _waiters.GetOrAdd(transactionId, static _ => new Waiters());
            if (waiters.TryJoin(out var task))
            {
                return new Registration(this, transactionId, waiters, task);
            }
        }
    }

    /// <summary>Waits until the chain has more than <paramref name="number"/> blocks.</summary>
    public async ValueTask WaitForBlockAsync(ulong number, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = _nextBlock.Task;
            if (Height > number)
            {
                return;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A place in the queue of those who wait for one transaction; disposing leaves it.</summary>
    internal readonly struct Registration(
        CommitNotifier notifier, string transactionId, Waiters waiters, Task<TransactionStatus> task) : IDisposable
    {
        public Task<TransactionStatus> Task => task;

        public void Dispose()
        {
            if (waiters.Leave())
            {
                notifier._waiters.TryRemove(new KeyValuePair<string, Waiters>(transactionId, waiters));
            }
        }
    }

    internal sealed class Waiters
    {
        private readonly TaskCompletionSource<TransactionStatus> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public bool TryJoin(out Task<TransactionStatus> task)
        {
            task = _source.Task;
            lock (_source)
            {
                if (_count < 0)
                {
                    return false;
                }

                _count++;
                return true;
            }
        }

        /// <summary>True for the last to leave: nobody can join any more.</summary>
        public bool Leave()
        {
            lock (_source)
            {
                if (--_count == 0)
                {
                    _count = int.MinValue;
                    return true;
                }

                return false;
            }
        }

        public void Complete(TransactionStatus status) => _source.TrySetResult(status);
    }
}
