namespace Insurance.Consortium.Running;

/// <summary>A consortium whose processes were started or found.</summary>
public sealed class RunningConsortium(HomeDirectory home, ILedgerNetwork network, RunState state, bool wasUp)
{
    public HomeDirectory Home { get; } = home;

    public ILedgerNetwork Network { get; } = network;

    public RunState State { get; set; } = state;

    public ConsortiumDescription Description => State.Consortium;

    /// <summary>True when nothing had to be started.</summary>
    public bool WasUp { get; } = wasUp;

    /// <summary>What this command started; only this is stopped when it fails.</summary>
    public List<StartedProcess> StartedHere { get; } = [];

    /// <summary>Whether a process has said that it is ready. One that ran before has; its log may have moved on since.</summary>
    public bool IsReported(string process) =>
        StartedHere.All(started => started.Name != process) || LogTail.FindLine(Home.Log(process), "READY") is not null;

    /// <summary>Watches its processes while they start.</summary>
    internal StartWatch Watch(TimeSpan timeout) => new(() => State.Processes, process => Network.LastWords(Home, process), timeout);

    public IReadOnlyList<GatewayAddress> Gateways { get; } = GatewayAddress.AllOf(state.Consortium);
}
