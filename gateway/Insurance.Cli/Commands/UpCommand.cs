using System.CommandLine;
using Insurance.Cli.Calls;
using Insurance.Cli.Processes;
using Insurance.Cli.Rendering;
using Insurance.Cli.Running;

namespace Insurance.Cli.Commands;

/// <summary><c>insure up</c>.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var (home, config, basePort, timeout) = (CommonOptions.Home(), CommonOptions.Config(), CommonOptions.BasePort(), CommonOptions.Timeout());
        var network = CommonOptions.Network();
        var clock = new Option<bool>("--accept-clock") { Description = "The clock is right, although the state directory was not used for long or looks as if it came from another time" };
        var command = new Command("up", "Starts the ledger, the chaincode and one gateway per organization, and waits until they answer.") { network, home, config, basePort, timeout, clock };
        command.SetAction((result, _) => CommandRunner.RunAsync(
            token => RunAsync(
                CommonOptions.HomeOf(result, home),
                new UpOptions(result.GetValue(config), result.GetValue(basePort), TimeSpan.FromSeconds(result.GetValue(timeout)), CommonOptions.NetworkOf(result, network)) { AcceptClock = result.GetValue(clock) },
                token)));
        return command;
    }

    private static async Task<int> RunAsync(HomeDirectory home, UpOptions options, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var homeLock = HomeLock.Take(home);
        HomePermissions.Close(home, CommandRunner.Progress);
        var running = await new ConsortiumStarter(home, ProgramLocator.ForThisProcess, options, CommandRunner.Progress).StartAsync(cancellationToken);
        if (running.WasUp)
        {
            Console.WriteLine($"The consortium in {home.Path} is already up.");
            UpSummary.Write(running, Console.Out);
            return ExitCodes.Success;
        }

        using var callers = new CallerDirectory(home, running.Gateways);
        try
        {
            await new ReadinessProbe(running, callers, options.Timeout).RunAsync(cancellationToken);
        }
        catch
        {
            await ConsortiumStarter.StopStartedHereAsync(running);
            throw;
        }

        Console.WriteLine($"The consortium is up after {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s.");
        UpSummary.Write(running, Console.Out);
        return ExitCodes.Success;
    }
}
