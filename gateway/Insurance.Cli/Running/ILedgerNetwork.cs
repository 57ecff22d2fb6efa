using Insurance.Cli.Consortium;
using Insurance.Cli.Processes;

namespace Insurance.Cli.Running;

/// <summary>
/// A kind of ledger that a consortium's gateways can run on. <see cref="ConsortiumStarter"/> calls the members in the order
/// in which they stand here; <see cref="LedgerNetworks"/> makes them.
/// </summary>
internal interface ILedgerNetwork
{
    NetworkKind Kind { get; }

    /// <summary>True when the network brings its gateways along, and the starter must start none.</summary>
    bool RunsGateways => false;

    /// <summary>Every port that the network's own processes listen on.</summary>
    IReadOnlyList<PortUse> Ports(ConsortiumDescription consortium);

    /// <summary>Fails, before anything is written or started, when something that the network needs is missing or unfit.</summary>
    Task CheckAsync(ConsortiumDescription consortium, CancellationToken cancellationToken);

    /// <summary>Writes certificates and configuration for the ledger and the gateways. Safe to repeat.</summary>
    void Render(ConsortiumDescription consortium);

    /// <summary>Starts those processes that do not run yet, each recorded in the state as it starts.</summary>
    Task StartAsync(ProcessLauncher launcher, CancellationToken cancellationToken);

    /// <summary>
    /// Brings a started ledger to where gateways are served: channel, chaincode, peers that know each other. The gateways
    /// have been started by then. Does nothing that has been done before.
    /// </summary>
    Task PrepareAsync(RunningConsortium running, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>A cheap look whether a gateway listens by now; calls before that only make connections back off.</summary>
    bool GatewayListens(RunningConsortium running, string gateway) => LogTail.FindLine(running.Home.Log(gateway), "READY") is not null;

    /// <summary>The health of one of the network's own processes, which is known to live.</summary>
    Task<ProcessHealth> InspectAsync(RunState state, StartedProcess process, CancellationToken cancellationToken);

    /// <summary>Stops the given processes, gateways among them; returns the names of those that did not end when asked to.</summary>
    Task<IReadOnlyList<string>> StopAsync(IReadOnlyList<StartedProcess> processes, TimeSpan grace);
}
