namespace Insurance.Consortium.Running;

/// <summary>Makes the network of a kind: the one place that knows them all.</summary>
public static class LedgerNetworks
{
    public static ILedgerNetwork Create(NetworkKind kind, HomeDirectory home, ProgramLocator locator, Action<string> progress) => kind switch
    {
        NetworkKind.DevLedger => new DevLedgerNetwork(home, locator),
        NetworkKind.Fabric => new NativeFabricNetwork(home, locator, FabricPrograms.ForThisProcess, progress),
        _ => new DockerNetwork(home, DockerEngine.ForThisProcess, progress),
    };

    /// <summary>What the state directory says that runs, as it is now; null: nothing was started.</summary>
    public static async Task<RunState?> LoadStateAsync(HomeDirectory home, CancellationToken cancellationToken) => RunState.Load(home.StateFile) is { } state
        ? await Create(state.Network, home, ProgramLocator.ForThisProcess, _ => { }).RefreshAsync(state, cancellationToken)
        : null;
}
