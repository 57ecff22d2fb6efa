namespace Fabric.DevLedger.Storage;

/// <summary>
/// Takes what was purged out of the ledger's file and its log, beside the thread that commits: no block waits for it, and who purged
/// is reported when it is done.
/// </summary>
/// <remarks>
/// The log can be emptied only while nobody reads from it. So new reads wait for some milliseconds while those that go on end; a
/// read that has lasted longer than <see cref="Patience"/> is ended, and its transaction is to be endorsed again.
/// </remarks>
internal sealed partial class PurgedBytes : IDisposable
{
    /// <summary>How long a transaction may read before it is ended for a purge.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const int BusyMilliseconds = 50;
    private static readonly TimeSpan Closed = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AfterAFailure = TimeSpan.FromSeconds(1);

    private readonly SnapshotGate _gate;
    private readonly ILogger _logger;
    private readonly Database _database;
    private readonly Statement _empty;
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _asked = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private TaskCompletionSource? _next;

    public PurgedBytes(string path, SnapshotGate gate, ILogger logger)
    {
        _gate = gate;
        _logger = logger;
        _database = Database.Open(path, readOnly: false, cacheKibibytes: 64);
        _database.Execute("PRAGMA secure_delete=ON; PRAGMA synchronous=FULL");
        _database.Execute(FormattableString.Invariant($"PRAGMA busy_timeout={BusyMilliseconds}"));
        _empty = _database.Prepare("PRAGMA wal_checkpoint(TRUNCATE)");
        _thread = new Thread(Run) { Name = "purge", IsBackground = true };
    }

    /// <summary>What a process has purged that ended before it was done.</summary>
    public void Start()
    {
        Empty();
        _thread.Start();
    }

    /// <summary>Everything purged until now; completes when its bytes are gone.</summary>
    public Task RemoveAsync()
    {
        lock (_lock)
        {
            _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked.Set();
            return _next.Task;
        }
    }

    public void Dispose()
    {
        _stop.Set();
        _asked.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _database.Dispose();
        _asked.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _asked.Wait();
            TaskCompletionSource? current;
            lock (_lock)
            {
                (current, _next) = (_next, null);
                _asked.Reset();
            }

            if (_stop.IsSet || !Remove())
            {
                current?.TrySetException(new OperationCanceledException("the ledger is stopping"));
                return;
            }

            current?.TrySetResult();
        }
    }

    /// <returns>False when the ledger stops before it is done.</returns>
    private bool Remove()
    {
        while (!_stop.IsSet)
        {
            if (_gate.Release(Patience) is > 0 and var ended)
            {
                LogEnded(_logger, ended);
            }

            var wait = BetweenTries;
            try
            {
                if (TryRemove())
                {
                    return true;
                }
            }
            catch (SqliteException e)
            {
                LogFailed(_logger, e);
                wait = AfterAFailure;
            }

            _stop.Wait(wait);
        }

        return false;
    }

    private bool TryRemove()
    {
        if (!_gate.TryClose(Closed))
        {
            return false;
        }

        try
        {
            return Empty();
        }
        finally
        {
            _gate.Open();
        }
    }

    private bool Empty()
    {
        try
        {
            return _empty.Step() && _empty.Int64(0) == 0;
        }
        finally
        {
            _empty.Reset();
        }
    }

    [LoggerMessage(EventId = 110, Level = LogLevel.Information, Message = "SNAPSHOT_ENDED: {Count} transactions that had read for long were ended, so that purged values leave the ledger's files")]
    private static partial void LogEnded(ILogger logger, int count);

    [LoggerMessage(EventId = 111, Level = LogLevel.Error, Message = "PURGE_INCOMPLETE: purged values are still in the ledger's files; tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
