namespace Insurance.Gateway.Host.StartChecks;

/// <summary>Waits until the peer answers and fits the configuration, and says what it waits for.</summary>
internal sealed partial class StartCheck(
    GatewaySettings settings, ILedgerReader ledger, TimeProvider clock, ILogger<StartCheck> logger, KeyStoreCheck? keys = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

    // What only another configuration cures is believed when it is seen twice: a peer that has just come up may err.
    private const int Believed = 2;

    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    /// <summary>Repeats the checks until they pass, fail for good, or the time is over.</summary>
    /// <returns>What keeps the gateway from starting; none when it may.</returns>
    public async Task<IReadOnlyList<Finding>> RunAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        var fatal = 0;
        while (true)
        {
            var findings = await OnceAsync(cancellationToken);
            Report(findings);
            var obstacles = findings.Where(finding => finding.Kind != FindingKind.Warning).ToList();
            if (obstacles.Count == 0)
            {
                return [];
            }

            var forGood = obstacles.FindAll(finding => finding.Kind == FindingKind.Fatal);
            fatal = forGood.Count > 0 ? fatal + 1 : 0;
            if (fatal >= Believed)
            {
                return forGood;
            }

            if (clock.GetElapsedTime(begun) > limit)
            {
                return obstacles;
            }

            await Task.Delay(BetweenTries, clock, cancellationToken);
        }
    }

    /// <summary>Looks once, and reports to nobody.</summary>
    public async Task<IReadOnlyList<Finding>> OnceAsync(CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            var roots = PemFiles.Certificates(settings.Peer.TlsRoot, "Peer:TlsRoot");
            var (presented, problem) = await new PeerHandshake(settings.Peer, roots, clock).TryAsync(either.Token);
            return problem is null
                ? await new LedgerChecks(settings, ledger, clock, keys).RunAsync(presented, either.Token)
                : [problem];
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return [Finding.Waiting("PEER_UNREACHABLE", $"The peer at {settings.Peer.Endpoint} did not answer within {Patience}; see that it runs, or correct Gateway:Peer:Endpoint.")];
        }
    }

    // Each finding once: the same is found many times while the gateway waits.
    private void Report(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings.Where(finding => _reported.Add(finding.ToString())))
        {
            if (finding.Kind == FindingKind.Waiting)
            {
                LogWaiting(logger, finding.Code, finding.Message);
            }
            else if (finding.Kind == FindingKind.Warning)
            {
                LogWarning(logger, finding.Code, finding.Message);
            }
        }
    }

    [LoggerMessage(821, LogLevel.Warning, "{Code}: {Finding}")]
    private static partial void LogWarning(ILogger logger, string code, string finding);

    [LoggerMessage(822, LogLevel.Warning, "Waiting: {Code}: {Finding}")]
    private static partial void LogWaiting(ILogger logger, string code, string finding);
}
