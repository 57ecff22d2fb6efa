namespace Insurance.Cli.Commands;

/// <summary><c>insure network upgrade</c>.</summary>
internal static class NetworkUpgradeCommand
{
    public static Command Create()
    {
        var (home, config, timeout) = (CommonOptions.Home(), CommonOptions.Config(), CommonOptions.Timeout());
        var version = new Option<string?>("--version") { Description = "The version to go to (default: the present one with its last number raised)", HelpName = "version" };
        var chaincode = new Option<string?>("--chaincode") { Description = "Which chaincode (default: the consortium's own)", HelpName = "name" };
        var command = new Command("upgrade", "Puts the chaincode that is built now, with the policy and collections of consortium.yaml, in force as the next sequence.")
        {
            version, chaincode, home, config, timeout,
        };
        command.SetAction((result, _) => CommandRunner.RunAsync(result, (output, token) => RunAsync(
            CommonOptions.HomeOf(result, home),
            result.GetValue(config),
            result.GetValue(version),
            result.GetValue(chaincode),
            TimeSpan.FromSeconds(result.GetValue(timeout)),
            output,
            token)));
        return command;
    }

    private static async Task<int> RunAsync(HomeDirectory home, string? file, string? version, string? name, TimeSpan timeout, CommandOutput output, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var described = DescriptionSource.ReadFile(ProgramLocator.ForThisProcess, file);
        if (await LedgerNetworks.LoadStateAsync(home, cancellationToken) is not { Ready: true, AllAlive: true })
        {
            throw new ConsortiumException(ExitCodes.NotRunning, $"the consortium in {home.Path} does not run, or not all of it; run `{Invocation.Of(home, "up")}` first");
        }

        using var homeLock = HomeLock.Take(home);
        var state = (await LedgerNetworks.LoadStateAsync(home, cancellationToken))!;
        var current = Find(state.Consortium, name ?? state.Consortium.Chaincode.Name, "the consortium that runs");
        var next = ChaincodeUpgrade.Next(current, Find(described, current.Name, "consortium.yaml"), version);
        var network = LedgerNetworks.Create(state.Network, home, ProgramLocator.ForThisProcess, CommandRunner.Progress);
        var running = new RunningConsortium(home, network, state, wasUp: true);
        await network.UpgradeAsync(new ProcessLauncher(running, []), next, timeout, cancellationToken);
        using var callers = new CallerDirectory(home, running.Gateways);
        await new ReadinessProbe(running, callers, timeout).RunAsync(cancellationToken);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        output.Write(
            new { Chaincode = next.Name, next.Version, next.Sequence, FormerVersion = current.Version, FormerSequence = current.Sequence, Seconds = Math.Round(seconds, 3) },
            text => text.WriteLine(FormattableString.Invariant($"Chaincode {next.Name} is at version {next.Version}, sequence {next.Sequence} after {seconds:0.0} s; it was at version {current.Version}, sequence {current.Sequence}.")));
        return ExitCodes.Success;
    }

    private static ChaincodeDescription Find(ConsortiumDescription consortium, string name, string where) =>
        consortium.Chaincodes.FirstOrDefault(chaincode => chaincode.Name == name)
        ?? throw new ConsortiumException(ExitCodes.InvalidInput, $"there is no chaincode {name} in {where}; it has {string.Join(", ", consortium.Chaincodes.Select(chaincode => chaincode.Name))}");
}
