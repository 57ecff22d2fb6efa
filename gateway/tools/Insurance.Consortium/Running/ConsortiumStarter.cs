namespace Insurance.Consortium.Running;

/// <summary>Renders a consortium and starts its processes; those that already run stay as they are.</summary>
public sealed class ConsortiumStarter(HomeDirectory home, ProgramLocator locator, UpOptions options, Action<string> progress)
{
    private const int Looks = 3;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Returns when every process has been started and the ledger can serve gateways. On failure nothing that was started here
    /// is left; later failures are the business of <see cref="ReadinessProbe"/>'s caller, who stops with
    /// <see cref="StopStartedHereAsync"/>.
    /// </summary>
    public async Task<RunningConsortium> StartAsync(CancellationToken cancellationToken)
    {
        var kind = HomeRecord.Choose(home, options.Network);
        if (options.MovableClock)
        {
            ConsortiumClock.DemandDevLedger(kind);
        }

        var network = LedgerNetworks.Create(kind, home, locator, progress);
        var stored = HomeRecord.Load(home) ?? new HomeRecord(kind);
        var record = network.Fixed(stored);
        var previous = await LedgerNetworks.LoadStateAsync(home, cancellationToken);
        if (previous is { Ready: true, AllAlive: true })
        {
            RefuseOtherPorts(previous);
            RefuseOtherListening(previous);
            RefuseOtherFile(previous, record);
            RefuseOtherClock();
            previous = await WithoutStuckAsync(previous, network, cancellationToken);
            if (previous.AllAlive && previous.Ready)
            {
                return new RunningConsortium(home, network, previous, wasUp: true);
            }
        }

        CheckClock();

        // Whoever still lives keeps its ports; the missing ones come back to theirs.
        var living = previous?.Processes.Where(process => process.IsAlive).ToList() ?? [];
        if (living.Count > 0)
        {
            RefuseOtherPorts(previous!);
            RefuseOtherListening(previous!);
            RefuseOtherFile(previous!, record);
            RefuseOtherClock();
        }

        var description = living.Count > 0 ? previous!.Consortium : Listening(Describe(record, stored), stored);
        var ports = Ports(network, description);
        if (living.Count > 0)
        {
            progress($"{living.Count} of {ports.Select(port => port.Process).Distinct().Count()} processes still run; starting the others");
        }

        var gateway = network.RunsGateways ? null : locator.Gateway;
        await network.CheckAsync(description, cancellationToken);
        CheckPorts(ports, living, areFixed: record.Consortium is not null);
        (record with { Consortium = description, PortsChosen = options.BasePort is not null || stored.PortsChosen }).Save(home);
        if (options.MovableClock)
        {
            new ConsortiumClock(home, TimeProvider.System).Enable();
        }

        network.Render(description);
        progress($"certificates and configuration are in {home.Path}");

        var running = new RunningConsortium(home, network, new RunState(network.Kind, description, Ready: false, living), wasUp: false);
        try
        {
            var launcher = new ProcessLauncher(running, gateway is null ? [] : [.. description.WithGateway.Select(organization => GatewayPlan(description, organization, gateway))]);
            await network.StartAsync(launcher, cancellationToken);
            await network.PrepareAsync(launcher, options.Timeout, cancellationToken);
            launcher.StartGateways();
            progress($"started {running.StartedHere.Count} processes; waiting until they answer");
        }
        catch
        {
            await StopStartedHereAsync(running);
            throw;
        }

        return running;
    }

    /// <summary>Undoes <see cref="StartAsync"/>: processes that ran before stay.</summary>
    public static async Task StopStartedHereAsync(RunningConsortium running)
    {
        await running.Network.StopAsync(running.StartedHere, ConsortiumStopper.Grace);
        ConsortiumStopper.SettleLogs(running.Home, running.StartedHere);
        var stopped = running.StartedHere.Select(process => process.Name).ToHashSet();
        var left = running.State.Processes.Where(process => !stopped.Contains(process.Name)).ToList();
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

    private ConsortiumDescription Describe(HomeRecord record, HomeRecord stored)
    {
        var description = LedgerFacts.Apply(record, DescriptionSource.ReadFile(locator, options.ConsortiumFile), home.Path, progress);
        if (record.Consortium is { } made)
        {
            LedgerFacts.RefuseOtherPorts(made, options.BasePort, home.Path);
            return description;
        }

        if (options.BasePort is null && stored is { PortsChosen: true, Consortium: { } before })
        {
            var first = before.Organizations[0].PeerPort;
            progress(FormattableString.Invariant($"ports are those of the last start, from {first}; --base-port chooses others"));
            return description.WithPortsOf(before, () => PortAllocation.FindFree(1)[0]);
        }

        return DescriptionSource.WithPorts(description, options.BasePort);
    }

    private ConsortiumDescription Listening(ConsortiumDescription description, HomeRecord stored)
    {
        var listening = GatewayListening.Choose(stored.Consortium?.Listening, options.Listen, options.Names);
        listening.DemandHere();
        return description with { Listening = listening.IsSame(GatewayListening.Usual) ? null : listening };
    }

    /// <summary>What runs is as one file describes it; another that is named would have no effect and nobody would know.</summary>
    private void RefuseOtherFile(RunState state, HomeRecord record)
    {
        if (options.ConsortiumFile is null)
        {
            return;
        }

        var named = LedgerFacts.Apply(record with { Consortium = null }, DescriptionSource.ReadFile(locator, options.ConsortiumFile), home.Path, _ => { });
        // A port that is new differs whatever it is.
        var none = 0;
        if (Text(named.WithPortsOf(state.Consortium, () => --none)) != Text(state.Consortium with { Listening = null }))
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"the consortium in {home.Path} runs, and not as {options.ConsortiumFile} describes it; run `{Invocation.Of(home, "down")}` before another file is put in force, or leave --config out");
        }

        static string Text(ConsortiumDescription description) => JsonSerializer.Serialize(description, OwnFile.Json);
    }

    /// <summary>Stops processes that live and do not work, so that they are started anew; refuses what no start would repair.</summary>
    private async Task<RunState> WithoutStuckAsync(RunState state, ILedgerNetwork network, CancellationToken cancellationToken)
    {
        if (network.RunsGateways)
        {
            // The engine looks after its containers itself.
            return state;
        }

        using var callers = new CallerDirectory(home, GatewayAddress.AllOf(state.Consortium));
        var inspection = new HealthInspection(state, network, callers);
        var found = await LookAsync(inspection, state.Processes, cancellationToken);

        // A machine that does much else lets good processes answer late: none is stopped for one answer that did not come.
        for (var look = 1; look < Looks && found.Any(one => !one.Health.IsHealthy); look++)
        {
            await Task.Delay(BetweenLooks, cancellationToken);
            found = await LookAsync(inspection, state.Processes, cancellationToken);
        }

        List<string> waiting = [.. found.Where(one => one.Health.Recovers).Select(one => $"{one.Process.Name}: {one.Health.Health}")];
        if (waiting.Count > 0)
        {
            throw new ConsortiumException(
                ExitCodes.Environment,
                $"the consortium in {home.Path} runs and cannot do its work; see below. It was not started anew: where a disk is full, it works again by itself as soon as there is space",
                waiting);
        }

        // A gateway whose ledger does not answer does not answer either.
        var stuck = found.Where(one => !one.Health.IsHealthy).ToList();
        var ledger = stuck.Where(one => one.Process.Role != ProcessRole.Gateway).ToList();
        List<StartedProcess> stopped = [.. (ledger.Count > 0 ? ledger : stuck).Select(one => one.Process)];
        if (stopped.Count == 0)
        {
            return state;
        }

        progress($"{string.Join(", ", stopped.Select(process => process.Name))} {(stopped.Count == 1 ? "does" : "do")} not work; starting anew");
        await network.StopAsync(stopped, ConsortiumStopper.Grace);
        var left = state with { Ready = false, Processes = [.. state.Processes.Except(stopped)] };
        left.Save(home.StateFile);
        return left;
    }

    private static Task<(StartedProcess Process, ProcessHealth Health)[]> LookAsync(
        HealthInspection inspection, IEnumerable<StartedProcess> processes, CancellationToken cancellationToken) =>
        Task.WhenAll(processes.Select(async process => (process, await inspection.InspectAsync(process, cancellationToken))));

    private void CheckClock()
    {
        var clock = new ClockCheck(home, TimeProvider.System);
        if (options.AcceptClock)
        {
            clock.Note();
        }

        clock.DemandUse();
        clock.Note();
    }

    private void RefuseOtherClock()
    {
        if (options.MovableClock && !new ConsortiumClock(home, TimeProvider.System).IsMovable)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"the consortium in {home.Path} runs by the machine's clock; run `{Invocation.Of(home, "down")}` before --movable-clock");
        }
    }

    private void RefuseOtherPorts(RunState state)
    {
        var first = state.Consortium.Organizations[0].PeerPort;
        if (options.BasePort is > 0 && options.BasePort != first)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"the consortium in {home.Path} already runs with ports from {first}; run `{Invocation.Of(home, "down")}` before choosing --base-port {options.BasePort}");
        }
    }

    private void RefuseOtherListening(RunState state)
    {
        var present = state.Consortium.Listening ?? GatewayListening.Usual;
        if (!GatewayListening.Choose(present, options.Listen, options.Names).IsSame(present))
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"the gateways of {home.Path} already run, on {present.Address}{(present.Names.Count == 0 ? "" : $" as {string.Join(", ", present.Names)}")}; run `{Invocation.Of(home, "down")}` before choosing another --listen or --name");
        }
    }

    private static List<PortUse> Ports(ILedgerNetwork network, ConsortiumDescription description) =>
    [
        .. network.Ports(description),
        .. network.RunsGateways ? [] : description.WithGateway.Select(organization =>
            new PortUse(GatewayName(organization), organization.GatewayPort!.Value, $"gateway of {organization.MspId}") { Address = description.Listening?.Ip }),
        .. network.RunsGateways ? [] : HolderPages(description),
    ];

    /// <summary>The ports of the policyholders' pages, which gateways serve.</summary>
    internal static IEnumerable<PortUse> HolderPages(ConsortiumDescription description) =>
        description.WithGateway.Where(organization => organization.HolderPort is not null).Select(organization =>
            new PortUse(GatewayName(organization), organization.HolderPort!.Value, $"policyholders' page of {organization.MspId}") { Address = description.Listening?.Ip });

    private static void CheckPorts(IReadOnlyList<PortUse> ports, List<StartedProcess> living, bool areFixed)
    {
        List<string> taken =
        [
            .. ports.Where(use => living.All(process => process.Name != use.Process) && !PortAllocation.IsFree(use.Port, use.Address))
                .OrderBy(use => use.Port)
                .Select(use => $"{use.Port}: {use.Purpose}{(PortAllocation.Holder(use.Port) is { } holder ? $" — held by {holder}" : "")}"),
        ];
        if (taken.Count > 0)
        {
            throw new ConsortiumException(
                ExitCodes.Environment,
                $"{(taken.Count == 1 ? "a port is" : $"{taken.Count} ports are")} already in use; free the ports below{(areFixed ? ", by which the ledger's nodes know each other" : ", or run with --base-port <first port> (0 chooses free ones)")}",
                taken);
        }
    }

    private ProcessPlan GatewayPlan(ConsortiumDescription consortium, OrganizationDescription organization, ProgramCommand program) =>
        new(
            GatewayName(organization),
            ProcessRole.Gateway,
            organization.MspId,
            consortium.GatewayUrl(organization),
            program,
            ["--config", home.GatewayConfiguration(organization.MspId)])
        {
            Environment = ManagedRuntime.ShortLived,
        };
}
