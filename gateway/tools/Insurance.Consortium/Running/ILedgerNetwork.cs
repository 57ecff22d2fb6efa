namespace Insurance.Consortium.Running;

/// <summary>
/// A kind of ledger that a consortium's gateways can run on. <see cref="ConsortiumStarter"/> calls the members in the order
/// in which they stand here; <see cref="LedgerNetworks"/> makes them.
/// </summary>
public interface ILedgerNetwork
{
    NetworkKind Kind { get; }

    /// <summary>True when the network brings its gateways along, and the starter must start none.</summary>
    bool RunsGateways => false;

    /// <summary>What of a directory's record cannot change any more, since the ledger that is there knows it by heart.</summary>
    HomeRecord Fixed(HomeRecord record);

    /// <summary>Every port that the network's own processes listen on.</summary>
    IReadOnlyList<PortUse> Ports(ConsortiumDescription consortium);

    /// <summary>Fails, before anything is written or started, when something that the network needs is missing or unfit.</summary>
    Task CheckAsync(ConsortiumDescription consortium, CancellationToken cancellationToken);

    /// <summary>Writes certificates and configuration for the ledger and the gateways. Safe to repeat.</summary>
    void Render(ConsortiumDescription consortium);

    /// <summary>Starts those processes that do not run yet, each recorded in the state as it starts.</summary>
    Task StartAsync(ProcessLauncher launcher, CancellationToken cancellationToken);

    /// <summary>
    /// Brings a started ledger to where it serves gateways: channel, chaincode, peers that know each other. Does nothing that
    /// has been done before. Gateways start afterwards, or with <see cref="ProcessLauncher.StartGateways"/> as soon as they may.
    /// </summary>
    Task PrepareAsync(ProcessLauncher launcher, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>
    /// Brings a running network to the next definition of a chaincode, and the processes of that chaincode to the program that
    /// is built now. The launcher's state describes the new definition afterwards. One that is refused leaves the former in force.
    /// </summary>
    Task UpgradeAsync(ProcessLauncher launcher, ChaincodeDescription next, TimeSpan timeout, CancellationToken cancellationToken) =>
        throw new ConsortiumException(ExitCodes.InvalidInput, $"`insure network upgrade` does not reach into --network {Kind.ToString().ToLowerInvariant()}; raise version and sequence in consortium.yaml and run `insure down` and `insure up`");

    /// <summary>A cheap look whether a gateway listens by now; calls before that only make connections back off.</summary>
    ValueTask<bool> GatewayListensAsync(RunningConsortium running, string gateway, CancellationToken cancellationToken) =>
        ValueTask.FromResult(running.IsReported(gateway));

    /// <summary>The state with what runs now, where somebody else may have started it again meanwhile.</summary>
    Task<RunState> RefreshAsync(RunState state, CancellationToken cancellationToken) => Task.FromResult(state);

    /// <summary>The end of a process's log, under a line that says where the whole of it is.</summary>
    IReadOnlyList<string> LastWords(HomeDirectory home, string process)
    {
        LogRotation.Settle([home.Log(process)], TimeSpan.FromSeconds(2));
        return [$"{home.Log(process)}:", .. LogTail.LastLines(home.Log(process), 12)];
    }

    /// <summary>The health of one of the network's own processes, which is known to live.</summary>
    Task<ProcessHealth> InspectAsync(RunState state, StartedProcess process, CancellationToken cancellationToken);

    /// <summary>Where to read the logs, for people.</summary>
    string LogsAt(HomeDirectory home) => home.Logs;

    /// <summary>Stops the given processes, gateways among them; returns the names of those that did not end when asked to.</summary>
    Task<IReadOnlyList<string>> StopAsync(IReadOnlyList<StartedProcess> processes, TimeSpan grace);

    /// <summary>Removes the ledger where it is not in the state directory; everything is stopped by then.</summary>
    Task WipeAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
