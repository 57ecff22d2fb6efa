namespace Fabric.DevLedger.Identities;

/// <summary>
/// For development: peers that are away although all run in one process. The peer of an organization is stopped while a file of
/// the organization's name is in a folder: nobody reaches it, and no other peer asks it.
/// </summary>
/// <param name="folder">The folder; null when no peer can be stopped.</param>
internal sealed partial class StoppedPeers(string? folder, IReadOnlyList<string> mspIds, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<ConnectionContext, string> _open = [];
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private ITimer? _watch;

    /// <summary>The folder in a ledger's directory.</summary>
    public static string FolderIn(string dataDirectory) => Path.Combine(dataDirectory, "stopped-peers");

    public bool IsStopped(string mspId) => folder is not null && File.Exists(Path.Combine(folder, mspId));

    /// <summary>Begins to end the connections to peers that are stopped while they are open.</summary>
    public void Start() => _watch = folder is null ? null : time.CreateTimer(_ => Look(), null, BetweenLooks, BetweenLooks);

    /// <summary>Ends a connection to a peer that is stopped, before a byte of it is read.</summary>
    public ConnectionDelegate Guard(string mspId, ConnectionDelegate next) => folder is null ? next : async connection =>
    {
        if (IsStopped(mspId))
        {
            connection.Abort();
            return;
        }

        _open[connection] = mspId;
        try
        {
            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    };

    public void Dispose() => _watch?.Dispose();

    private void Look()
    {
        // A look that takes longer than the time between two of them is not joined by the next.
        if (!Monitor.TryEnter(_reported))
        {
            return;
        }

        try
        {
            foreach (var mspId in mspIds)
            {
                Look(mspId);
            }
        }
        finally
        {
            Monitor.Exit(_reported);
        }
    }

    private void Look(string mspId)
    {
        if (!IsStopped(mspId))
        {
            if (_reported.Remove(mspId))
            {
                LogRuns(logger, mspId);
            }

            return;
        }

        if (_reported.Add(mspId))
        {
            LogStopped(logger, mspId, Path.Combine(folder!, mspId));
        }

        foreach (var (connection, called) in _open)
        {
            if (called == mspId)
            {
                connection.Abort();
            }
        }
    }

    [LoggerMessage(EventId = 193, Level = LogLevel.Warning, Message = "PEER_STOPPED: the peer of {Organization} is stopped until {File} is removed")]
    private static partial void LogStopped(ILogger logger, string organization, string file);

    [LoggerMessage(EventId = 194, Level = LogLevel.Warning, Message = "PEER_RUNS: the peer of {Organization} runs again")]
    private static partial void LogRuns(ILogger logger, string organization);
}
