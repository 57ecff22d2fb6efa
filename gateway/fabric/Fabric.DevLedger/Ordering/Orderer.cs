namespace Fabric.DevLedger.Ordering;

/// <summary>Queues transactions and cuts blocks on one thread.</summary>
/// <remarks>
/// A block is cut as soon as the block before it is on disk and anything waits; what arrives while a block is written
/// shares the next one. So a lone transaction never waits for the batch timeout, and under load blocks fill by
/// themselves (group commit).
/// </remarks>
internal sealed partial class Orderer : IDisposable
{
    // Between two tries whether the disk takes blocks again.
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private readonly BlockCommitter _committer;
    private readonly CommitNotifier _notifier;
    private readonly PurgedBytes _purged;
    private readonly LedgerHealth _health;
    private readonly int _maxMessages;
    private readonly long _maxBytes;
    private readonly long _queueBytesLimit;
    private readonly ILogger _logger;
    private readonly Queue<PendingTransaction> _queue = new();
    private readonly object _gate = new();
    private readonly Thread _thread;
    private long _queuedBytes;
    private bool _stopping;
    public Orderer(
        BlockCommitter committer, CommitNotifier notifier, PurgedBytes purged, LedgerHealth health, int maxMessages, long maxBytes, long queueBytesLimit, ILogger logger)
    {
        _health = health;
        _purged = purged;
        _committer = committer;
        _notifier = notifier;
        _maxMessages = maxMessages;
        _maxBytes = maxBytes;
        _queueBytesLimit = queueBytesLimit;
        _logger = logger;
        _thread = new Thread(Run) { Name = "orderer", IsBackground = true };
    }

    public void Start() => _thread.Start();

    /// <summary>Queues a transaction; it is on disk when <see cref="PendingTransaction.Committed"/> completes.</summary>
    /// <exception cref="OrdererUnavailableException">The queue is full, or the ledger cannot be written any more.</exception>
    public void Enqueue(PendingTransaction transaction)
    {
        lock (_gate)
        {
            if (_stopping)
            {
                throw new OrdererUnavailableException("the orderer is stopping");
            }

            if (_health.Problem is { } problem)
            {
                throw new OrdererUnavailableException(problem);
            }

            if (_queuedBytes + transaction.Envelope.Length > _queueBytesLimit)
            {
                throw new OrdererUnavailableException("too many transactions wait for their block");
            }

            _queuedBytes += transaction.Envelope.Length;
            _queue.Enqueue(transaction);
            Monitor.Pulse(_gate);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    private void Run()
    {
        var batch = new List<PendingTransaction>();
        while (TakeBatch(batch))
        {
            ulong number;
            try
            {
                number = _committer.Commit(batch);
            }
            catch (Exception e)
            {
                LogFailed(_logger, _committer.Height, e);
                Fail(Unwritable(e), batch);
                batch = [];
                WaitUntil(_committer.Probe);
                continue;
            }

            // On disk, but nobody may know before that is noted; so it is tried until it is.
            if (!Acknowledged())
            {
                // The next start may find the block, or not.
                Fail("the orderer stopped before the block was noted", batch);
                return;
            }

            Report(number, batch);
            batch = [];
        }
    }

    private void Report(ulong number, List<PendingTransaction> batch)
    {
        if (!_committer.TakePurged())
        {
            _notifier.Committed(number, batch);
            return;
        }

        // Nobody else waits until the bytes of what was purged are gone.
        var gone = _purged.RemoveAsync();
        _notifier.Committed(number, batch);
        gone.ContinueWith(
            done =>
            {
                if (done.IsCompletedSuccessfully)
                {
                    _notifier.Purged(number, batch);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private bool Acknowledged()
    {
        try
        {
            _committer.Acknowledge();
            return true;
        }
        catch (IOException e)
        {
            LogFailed(_logger, _committer.Height, e);
            _health.Problem = Unwritable(e);
            return WaitUntil(_committer.Acknowledge);
        }
    }

    /// <summary>Tries again and again; false when the ledger stops before it succeeds.</summary>
    private bool WaitUntil(Action attempt)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_stopping)
                {
                    return false;
                }

                Monitor.Wait(_gate, ProbeInterval);
            }

            try
            {
                attempt();
                _health.Problem = null;
                LogRecovered(_logger, _committer.Height);
                return true;
            }
            catch (Exception e) when (e is IOException or Storage.Sqlite.SqliteException)
            {
                _health.Problem = Unwritable(e);
            }
        }
    }

    private bool TakeBatch(List<PendingTransaction> batch)
    {
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_stopping)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            long bytes = 0;
            while (batch.Count < _maxMessages && _queue.TryPeek(out var next) &&
                (batch.Count == 0 || bytes + next.Envelope.Length <= _maxBytes))
            {
                bytes += next.Envelope.Length;
                batch.Add(_queue.Dequeue());
            }

            _queuedBytes -= bytes;
            return true;
        }
    }

    private static string Unwritable(Exception cause) => $"the ledger cannot be written: {cause.Message}";

    // A block that could not be written leaves nothing behind; its transactions may be submitted again.
    private void Fail(string problem, List<PendingTransaction> batch)
    {
        lock (_gate)
        {
            _health.Problem = problem;
            batch.AddRange(_queue);
            _queue.Clear();
            _queuedBytes = 0;
        }

        foreach (var transaction in batch)
        {
            transaction.Committed.TrySetException(new OrdererUnavailableException(problem));
        }
    }

    [LoggerMessage(EventId = 300, Level = LogLevel.Critical, Message = "Block {Block} cannot be committed; no transaction is accepted until it can")]
    private static partial void LogFailed(ILogger logger, ulong block, Exception exception);

    [LoggerMessage(EventId = 301, Level = LogLevel.Warning, Message = "The ledger can be written again; block {Block} is the next")]
    private static partial void LogRecovered(ILogger logger, ulong block);
}
