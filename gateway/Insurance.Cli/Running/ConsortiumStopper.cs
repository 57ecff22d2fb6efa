using Insurance.Cli.Processes;
using Insurance.Cli.Rendering;

namespace Insurance.Cli.Running;

/// <summary>Stops what the state file names: gateways first, so that the ledger answers their last calls.</summary>
internal static class ConsortiumStopper
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>The number of processes that were running, and the names of those that had to be killed.</summary>
    public static async Task<(int Stopped, IReadOnlyList<string> Killed)> StopAsync(HomeDirectory home)
    {
        if (RunState.Load(home.StateFile) is not { } state)
        {
            return (0, []);
        }

        var (ledger, gateways) = (state.Processes.Where(process => process.MspId is null).ToList(), state.Processes.Where(process => process.MspId is not null).ToList());
        var living = state.Processes.Count(process => process.Identity.IsAlive);
        var killed = new List<string>();
        foreach (var group in new[] { gateways, ledger })
        {
            var hard = await ProcessStopper.StopAsync([.. group.Select(process => process.Identity)], Grace);
            killed.AddRange(group.Where(process => hard.Contains(process.Identity)).Select(process => process.Name));
        }

        var left = ProcessStopper.Remaining(state.Processes.Select(process => process.Identity));
        if (left.Count > 0)
        {
            throw new CliException(ExitCodes.Failure, $"{left.Count} processes could not be stopped ({string.Join(", ", left.Select(process => process.Pid))}); stop them as the user who started them, then run `insure down` again");
        }

        File.Delete(home.StateFile);
        return (living, killed);
    }
}
