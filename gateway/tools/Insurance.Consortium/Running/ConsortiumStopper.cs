namespace Insurance.Consortium.Running;

/// <summary>Stops what the state file names.</summary>
public static class ConsortiumStopper
{
    /// <summary>How long a process may take to end before it is killed: longer than a gateway waits for its callers, so that it ends by itself.</summary>
    public static readonly TimeSpan Grace = GatewayConfiguration.Shutdown + TimeSpan.FromSeconds(5);

    /// <summary>The number of processes that were running, and the names of those that had to be killed.</summary>
    public static async Task<(int Stopped, IReadOnlyList<string> Killed)> StopAsync(HomeDirectory home)
    {
        if (await LedgerNetworks.LoadStateAsync(home, CancellationToken.None) is not { } state)
        {
            return (0, []);
        }

        var living = state.Processes.Count(process => process.IsAlive);
        var killed = await LedgerNetworks.Create(state.Network, home, ProgramLocator.ForThisProcess, _ => { }).StopAsync(state.Processes, Grace);
        var left = ProcessStopper.Remaining(state.Processes.Select(process => process.Identity));
        if (left.Count > 0)
        {
            throw new ConsortiumException(ExitCodes.Failure, $"{left.Count} processes could not be stopped ({string.Join(", ", left.Select(process => process.Pid))}); stop them as the user who started them, then run `{Invocation.Of(home, "down")}` again");
        }

        SettleLogs(home, state.Processes);
        File.Delete(home.StateFile);
        return (living, killed);
    }

    /// <summary>Waits for those who keep the logs of stopped processes: whoever wipes the home then takes nothing from under them.</summary>
    public static void SettleLogs(HomeDirectory home, IEnumerable<StartedProcess> stopped) =>
        LogRotation.Settle(stopped.Select(process => home.Log(process.Name)), TimeSpan.FromSeconds(2));
}
