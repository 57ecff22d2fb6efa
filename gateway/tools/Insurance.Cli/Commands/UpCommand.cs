namespace Insurance.Cli.Commands;

/// <summary><c>insure up</c>.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var (home, config, basePort, timeout) = (CommonOptions.Home(), CommonOptions.Config(), CommonOptions.BasePort(), CommonOptions.Timeout());
        var network = CommonOptions.Network();
        var clock = new Option<bool>("--accept-clock") { Description = "The clock is right, although the state directory was not used for long or looks as if it came from another time" };
        var listen = new Option<string?>("--listen") { Description = "IP address on which the gateways listen, 0.0.0.0 for all of this machine; stays until another is named (default: 127.0.0.1). Peers stay on the loopback interface", HelpName = "address" };
        var names = new Option<string[]>("--name") { Description = "A host name under which others reach the gateways, for their certificates; may be given several times", HelpName = "host" };
        var movable = new Option<bool>("--movable-clock") { Description = "For development on DevLedger: the consortium's clock can be moved forward with `insure clock advance`, until the ledger is removed" };
        var command = new Command("up", "Starts the ledger, the chaincode and one gateway per organization, and waits until they answer.") { network, home, config, basePort, listen, names, timeout, clock, movable };
        command.SetAction((result, _) => CommandRunner.RunAsync(
            result,
            (output, token) => RunAsync(
                CommonOptions.HomeOf(result, home),
                new UpOptions(result.GetValue(config), result.GetValue(basePort), TimeSpan.FromSeconds(result.GetValue(timeout)), CommonOptions.NetworkOf(result, network))
                {
                    AcceptClock = result.GetValue(clock),
                    MovableClock = result.GetValue(movable),
                    Listen = result.GetValue(listen),
                    Names = result.GetValue(names) ?? [],
                },
                output,
                token)));
        return command;
    }

    /// <summary>Whoever opens a sandbox to others reads what is open.</summary>
    private static void WarnWhoCanReach(ConsortiumDescription consortium)
    {
        if (consortium.Listening is not { IsOpen: true } listening)
        {
            return;
        }

        var ports = string.Join(", ", consortium.WithGateway.Select(organization => organization.GatewayPort));
        CommandRunner.Progress($"LISTENING_TO_OTHERS: whoever reaches {(listening.IsEverywhere ? "any address of this machine" : listening.Address)} can connect to the gateways (ports {ports}); calls need a certificate of its authorities for callers, health, reflection and the policyholders' page do not. Peers and the ledger are for this machine alone");
        if (listening is { IsEverywhere: true, Names.Count: 0 })
        {
            CommandRunner.Progress("NO_NAME_FOR_OTHERS: the gateways' certificates are for localhost alone; give each name or address that others call with --name");
        }
    }

    private static async Task<int> RunAsync(HomeDirectory home, UpOptions options, CommandOutput output, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var homeLock = HomeLock.Take(home);
        HomePermissions.Close(home, CommandRunner.Progress);
        var running = await new ConsortiumStarter(home, ProgramLocator.ForThisProcess, options, CommandRunner.Progress).StartAsync(cancellationToken);
        WarnWhoCanReach(running.Description);
        if (running.WasUp)
        {
            UpSummary.Write(running, $"The consortium in {home.Path} is already up.", TimeProvider.System.GetElapsedTime(started), output);
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

        var took = TimeProvider.System.GetElapsedTime(started);
        UpSummary.Write(running, string.Create(CultureInfo.InvariantCulture, $"The consortium is up after {took.TotalSeconds:0.0} s."), took, output);
        return ExitCodes.Success;
    }
}
