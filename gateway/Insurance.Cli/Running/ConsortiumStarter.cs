using Insurance.Cli.Consortium;
using Insurance.Cli.Processes;
using Insurance.Cli.Rendering;

namespace Insurance.Cli.Running;

/// <summary>Renders a consortium and starts its processes; those that already run stay as they are.</summary>
internal sealed class ConsortiumStarter(HomeDirectory home, ProgramLocator locator, UpOptions options, Action<string> progress)
{
    private const string LedgerName = "devledger";

    /// <summary>
    /// Returns as soon as every process has been started. On failure nothing that was started here is left; later failures
    /// are the business of <see cref="ReadinessProbe"/>'s caller, who stops with <see cref="StopStartedHereAsync"/>.
    /// </summary>
    public async Task<RunningConsortium> StartAsync(CancellationToken cancellationToken)
    {
        var previous = RunState.Load(home.StateFile);
        if (previous is { Ready: true, AllAlive: true })
        {
            RefuseOtherPorts(previous);
            return new RunningConsortium(home, previous, wasUp: true);
        }

        // Whoever still lives keeps its ports; the missing ones come back to theirs.
        var living = previous?.Processes.Where(process => process.Identity.IsAlive).ToList() ?? [];
        var description = living.Count > 0 ? previous!.Consortium : Describe();
        if (living.Count > 0)
        {
            progress($"{living.Count} of {description.Organizations.Count + 1} processes still run; starting the others");
        }

        var (ledger, gateway, chaincode) = (locator.DevLedger, locator.Gateway, locator.Chaincode);
        CheckPorts(description, living);
        new ConsortiumRenderer(home, TimeProvider.System).Render(description, chaincode);
        progress($"certificates and configuration are in {home.Path}");

        var running = new RunningConsortium(home, new RunState(description, Ready: false, living), wasUp: false);
        try
        {
            Start(running, LedgerName, null, PeerAddresses(description), ledger, home.DevLedgerConfiguration);
            foreach (var organization in description.Organizations)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var address = $"https://localhost:{organization.GatewayPort}";
                Start(running, GatewayName(organization), organization.MspId, address, gateway, home.GatewayConfiguration(organization.MspId));
            }
        }
        catch
        {
            await StopStartedHereAsync(running);
            throw;
        }

        progress($"started {running.StartedHere.Count} processes; waiting until they answer");
        return running;
    }

    /// <summary>Undoes <see cref="StartAsync"/>: processes that ran before stay.</summary>
    public static async Task StopStartedHereAsync(RunningConsortium running)
    {
        await ProcessStopper.StopAsync([.. running.StartedHere.Select(process => process.Identity)], TimeSpan.FromSeconds(10));
        var left = running.State.Processes.Except(running.StartedHere).ToList();
        if (left.Count == 0)
        {
            File.Delete(running.Home.StateFile);
        }
        else
        {
            (running.State with { Ready = false, Processes = left }).Save(running.Home.StateFile);
        }
    }

    public static string GatewayName(OrganizationDescription organization) => $"gateway-{organization.MspId}";

    private static string PeerAddresses(ConsortiumDescription description) =>
        string.Join(' ', description.Organizations.Select(organization => $"localhost:{organization.PeerPort}"));

    private ConsortiumDescription Describe()
    {
        var file = options.ConsortiumFile
            ?? locator.FindFile(Path.Combine("network", "consortium.yaml"))
            ?? throw new CliException(ExitCodes.InvalidInput, "network/consortium.yaml was not found beside the program; name a file with --config");
        var description = ConsortiumReader.ReadFile(file);
        var count = description.Organizations.Count * 2;
        return options.BasePort switch
        {
            null => description,
            0 => description.WithPorts(PortAllocation.FindFree(count)),
            { } first => description.WithPorts([.. Enumerable.Range(first, count)]),
        };
    }

    private void RefuseOtherPorts(RunState state)
    {
        var first = state.Consortium.Organizations[0].PeerPort;
        if (options.BasePort is > 0 && options.BasePort != first)
        {
            throw new CliException(ExitCodes.InvalidInput, $"the consortium in {home.Path} already runs with ports from {first}; run `insure down` before choosing --base-port {options.BasePort}");
        }
    }

    private static void CheckPorts(ConsortiumDescription description, List<StartedProcess> living)
    {
        var taken = new List<string>();
        void Check(string process, int port, string purpose)
        {
            if (living.All(item => item.Name != process) && !PortAllocation.IsFree(port))
            {
                taken.Add($"{port}: {purpose}{(PortAllocation.Holder(port) is { } holder ? $" — held by {holder}" : "")}");
            }
        }

        foreach (var organization in description.Organizations)
        {
            Check(LedgerName, organization.PeerPort, $"peer of {organization.MspId}");
            Check(GatewayName(organization), organization.GatewayPort, $"gateway of {organization.MspId}");
        }

        if (taken.Count > 0)
        {
            throw new CliException(
                ExitCodes.Environment,
                $"{(taken.Count == 1 ? "a port is" : $"{taken.Count} ports are")} already in use; free the ports below, or run with --base-port <first port> (0 chooses free ones)",
                taken);
        }
    }

    private void Start(RunningConsortium running, string name, string? mspId, string address, ProgramCommand program, string configuration)
    {
        if (running.State.Processes.Any(process => process.Name == name))
        {
            return;
        }

        var log = home.Log(name);
        if (File.Exists(log))
        {
            File.Move(log, log + ".1", overwrite: true);
        }

        using (File.Create(log))
        {
        }

        var identity = DetachedProcess.Start(program, ["--config", configuration], log, home.Path, RuntimeEnvironment);
        var started = new StartedProcess(name, mspId, address, log, identity);
        running.StartedHere.Add(started);
        running.State = running.State with { Processes = [.. running.State.Processes, started] };
        running.State.Save(home.StateFile);
    }

    /// <summary>Short-lived starts matter more here than the last percent of steady speed.</summary>
    private static readonly Dictionary<string, string> RuntimeEnvironment = new()
    {
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
    };
}
