namespace Insurance.Cli.Commands;

/// <summary><c>insure demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var (home, config, basePort, timeout) = (CommonOptions.Home(), CommonOptions.Config(), CommonOptions.BasePort(), CommonOptions.Timeout());
        var network = CommonOptions.Network();
        var flights = CommonOptions.Positive("--flights", "Flights to replay, at most 2000", 200, 2000);
        var losses = CommonOptions.Positive("--losses", "Fire losses to replay, at most 2167", 150, 2167);
        var keep = new Option<bool>("--keep") { Description = "Leaves the consortium up (default: up or down as it was found)" };
        var command = new Command("demo", "Sells real policies and pays real claims on real data, through every organization's gateway.")
        {
            flights, losses, keep, network, home, config, basePort, timeout,
        };
        command.SetAction((result, _) =>
        {
            // Begun here, so that parsing and start-up count.
            var clock = new PayoutClock();
            return CommandRunner.RunAsync(
                result,
                (output, token) => RunAsync(
                    CommonOptions.HomeOf(result, home),
                    new UpOptions(result.GetValue(config), result.GetValue(basePort), TimeSpan.FromSeconds(result.GetValue(timeout)), CommonOptions.NetworkOf(result, network)),
                    new DemoOptions(result.GetValue(flights), result.GetValue(losses)),
                    result.GetValue(keep),
                    output,
                    clock,
                    token));
        });
        return command;
    }

    private static async Task<int> RunAsync(HomeDirectory home, UpOptions up, DemoOptions options, bool keep, CommandOutput output, PayoutClock clock, CancellationToken cancellationToken)
    {
        var data = ExampleData.Find(ProgramLocator.ForThisProcess);
        using var homeLock = HomeLock.Take(home);
        var running = await new ConsortiumStarter(home, ProgramLocator.ForThisProcess, up, CommandRunner.Progress).StartAsync(cancellationToken);
        DemoResult result;
        try
        {
            result = await ReplayAsync(running, up, data, options, clock, cancellationToken);
        }
        finally
        {
            if ((!keep || !running.State.Ready) && running.StartedHere.Count > 0)
            {
                CommandRunner.Progress("stopping the consortium (it stays up with --keep)");
                await ConsortiumStarter.StopStartedHereAsync(running);
            }
        }

        output.Write(result.ToJson(), text => DemoReport.Write(result, text));
        return result.Verification.Verified
            ? ExitCodes.Success
            : throw new ConsortiumException(ExitCodes.DemoFailed, "a transaction of the demo could not be verified; its failed checks are listed above");
    }

    private static async Task<DemoResult> ReplayAsync(RunningConsortium running, UpOptions up, ExampleData data, DemoOptions options, PayoutClock clock, CancellationToken cancellationToken)
    {
        using var callers = new CallerDirectory(running.Home, running.Gateways);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var demo = new DemoRun(running, callers, data, options, clock, CommandRunner.Progress);
        if (running.WasUp)
        {
            return await demo.RunAsync(_ => Task.CompletedTask, Task.CompletedTask, work.Token);
        }

        var probe = new ReadinessProbe(running, callers, up.Timeout);
        var allReady = probe.RunAsync(work.Token);
        var replay = demo.RunAsync(probe.ReadyAsync, allReady, work.Token);
        try
        {
            return await replay;
        }
        finally
        {
            // Whichever of the two failed, the other must not be left behind using what is disposed here.
            await work.CancelAsync();
            await Task.WhenAll(allReady, replay).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
