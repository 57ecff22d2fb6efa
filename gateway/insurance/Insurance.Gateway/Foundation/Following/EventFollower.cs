namespace Insurance.Gateway.Foundation.Following;

/// <summary>
/// Follows the chaincode's events for good: from where it was, on the ledger that is there. Where the two do not belong together it
/// says so and begins anew, for what its users do may be done again.
/// </summary>
/// <param name="name">What the follower is called in the log, for example <c>automatic payer</c>.</param>
/// <param name="ledger">Whose events.</param>
/// <param name="positions">Compares the place with the ledger, at the start and after each interruption.</param>
/// <param name="place">Where it is kept.</param>
/// <param name="findings">Where findings are shown.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Logs.</param>
internal sealed partial class EventFollower(
    string name,
    ResilientLedger ledger,
    PositionComparer positions,
    IFollowedPlace place,
    FollowerFindings findings,
    TimeProvider clock,
    ILogger<EventFollower> logger)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // Above zero where the peer joined by a snapshot and has no older blocks.
    private ulong _firstBlock;

    // The finding is over when so many blocks have been followed.
    private ulong _over;

    /// <summary>False while it has found that its place and the ledger do not belong together, and has not caught up since.</summary>
    public bool Agrees => !findings.Current.ContainsKey(name);

    /// <summary>Everything up to and with this event is done.</summary>
    public void Reached(CommittedChaincodeEvent item)
    {
        if (item.BlockNumber + 1 >= _over)
        {
            findings.Clear(name);
        }
    }

    /// <summary>Follows until it is asked to stop; after an interruption it tries again.</summary>
    /// <param name="role">The role whose identity asks.</param>
    /// <param name="follow">Takes the events until it throws or is cancelled, and keeps the place.</param>
    /// <param name="replaced">Called when the ledger is not the one that was followed: whatever is remembered of it holds no more.</param>
    /// <param name="snapshot">Called with the first block of a peer that has no older ones.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(
        string role,
        Func<Func<CancellationToken, IAsyncEnumerable<CommittedChaincodeEvent>>, CancellationToken, Task> follow,
        Action replaced,
        Action<ulong> snapshot,
        CancellationToken stopping)
    {
        var wait = ShortestWait;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var start = await StartAsync(role, replaced, stopping);
                wait = ShortestWait;
                await follow(token => ledger.EventsAsync(start, role, token), stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (LedgerException error) when (error.FirstBlock > _firstBlock)
            {
                _firstBlock = error.FirstBlock.Value;
                snapshot(_firstBlock);
                continue;
            }
            catch (Exception error)
            {
                LogInterrupted(name, wait, error);
            }

            await Task.Delay(wait, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = wait * 2 > LongestWait ? LongestWait : wait * 2;
        }
    }

    private async Task<EventOptions> StartAsync(string role, Action replaced, CancellationToken cancellationToken)
    {
        var (kept, problem) = place.Look();
        if (problem is not null)
        {
            var (_, height) = await positions.CompareAsync(new EventOptions { StartBlock = 0 }, role, cancellationToken);
            BeginAnew(
                Finding.Warning("CHECKPOINT_UNREADABLE", $"{problem}; the {name} reads the ledger's events from the beginning."), height, replaced);
        }
        else if (kept is not null)
        {
            var (match, height) = await positions.CompareAsync(kept, role, cancellationToken);
            switch (match)
            {
                case PositionMatch.Ahead:
                    BeginAnew(
                        Finding.Warning(
                            "CHECKPOINT_AHEAD",
                            $"{place.Name} stands at block {kept.StartBlock}, and the ledger has {height}: it is a new one, or a restored copy, or another one's. The {name} reads its events from the beginning; if the peer only has to catch up, nothing is lost by that."),
                        height,
                        replaced);
                    kept = null;
                    break;
                case PositionMatch.Unknown:
                    BeginAnew(
                        Finding.Warning(
                            "CHECKPOINT_OF_ANOTHER_LEDGER",
                            $"{place.Name} stands after transaction {kept.AfterTransactionId} of block {kept.StartBlock}, which the ledger does not have there: it is another ledger, or went another way after it was restored. The {name} reads its events from the beginning."),
                        height,
                        replaced);
                    kept = null;
                    break;
            }
        }

        return kept is null || kept.StartBlock < _firstBlock ? new EventOptions { StartBlock = _firstBlock } : kept;
    }

    private void BeginAnew(Finding finding, ulong height, Action replaced)
    {
        _over = height;
        findings.Report(name, finding);
        LogFinding(finding.Code, finding.Message);
        replaced();
        place.Reset();
    }

    [LoggerMessage(201, LogLevel.Warning, "The {Follower} lost the ledger's events; again in {Wait}")]
    private partial void LogInterrupted(string follower, TimeSpan wait, Exception error);

    [LoggerMessage(202, LogLevel.Warning, "{Code}: {Finding}")]
    private partial void LogFinding(string code, string finding);
}
