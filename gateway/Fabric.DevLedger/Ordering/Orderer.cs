using Microsoft.Extensions.Logging;

namespace Fabric.DevLedger.Ordering;

/// <summary>Queues transactions and cuts blocks on one thread.</summary>
/// <remarks>
/// A block is cut as soon as the block before it is on disk and anything waits; what arrives while a block is written
/// shares the next one. So a lone transaction never waits for the batch timeout, and under load blocks fill by
/// themselves (group commit).
/// </remarks>
internal sealed partial class Orderer : IDisposable
{
    private readonly BlockCommitter _committer;
    private readonly CommitNotifier _notifier;
    private readonly int _maxMessages;
    private readonly long _maxBytes;
    private readonly long _queueBytesLimit;
    private readonly ILogger _logger;
    private readonly Queue<PendingTransaction> _queue = new();
    private readonly object _gate = new();
    private readonly Thread _thread;
    private long _queuedBytes;
    private bool _stopping;
    private Exception? _failure;

    public Orderer(
        BlockCommitter committer, CommitNotifier notifier, int maxMessages, long maxBytes, long queueBytesLimit, ILogger logger)
    {
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
            if (_failure is not null || _stopping)
            {
                throw new OrdererUnavailableException("the orderer is stopping");
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
        try
        {
            while (TakeBatch(batch))
            {
                var number = _committer.Commit(batch);
                _notifier.Committed(number, batch);
                batch = [];
            }
        }
        catch (Exception e)
        {
            LogFailed(_logger, _committer.Height, e);
            Fail(e, batch);
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

    // A block that could not be written leaves nothing behind, but nothing can follow it either.
    private void Fail(Exception cause, List<PendingTransaction> batch)
    {
        lock (_gate)
        {
            _failure = cause;
            batch.AddRange(_queue);
            _queue.Clear();
        }

        foreach (var transaction in batch)
        {
            transaction.Committed.TrySetException(new OrdererUnavailableException("the ledger cannot be written"));
        }
    }

    [LoggerMessage(EventId = 300, Level = LogLevel.Critical, Message = "Block {Block} cannot be committed; no transaction is accepted any more")]
    private static partial void LogFailed(ILogger logger, ulong block, Exception exception);
}
