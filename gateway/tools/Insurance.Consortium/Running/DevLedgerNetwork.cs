namespace Insurance.Consortium.Running;

/// <summary>DevLedger: one process with every organization's peer, the orderer and the chaincode.</summary>
internal sealed class DevLedgerNetwork(HomeDirectory home, ProgramLocator locator) : ILedgerNetwork
{
    private const string ProcessName = "devledger";

    public NetworkKind Kind => NetworkKind.DevLedger;

    /// <summary>DevLedger itself decides whether a member may be another, and no block names a port.</summary>
    public HomeRecord Fixed(HomeRecord record) => record with { Consortium = null };

    public IReadOnlyList<PortUse> Ports(ConsortiumDescription consortium) =>
        [.. consortium.Organizations.Select(organization => new PortUse(ProcessName, organization.PeerPort, $"peer of {organization.MspId}"))];

    public Task CheckAsync(ConsortiumDescription consortium, CancellationToken cancellationToken)
    {
        // Looking for them is the check: each says what is missing and how to build it.
        _ = (locator.DevLedger, Chaincodes(consortium));
        return Task.CompletedTask;
    }

    public void Render(ConsortiumDescription consortium) => new ConsortiumRenderer(home, TimeProvider.System).Render(consortium, Chaincodes(consortium));

    public Task StartAsync(ProcessLauncher launcher, CancellationToken cancellationToken)
    {
        launcher.Start(Plan(launcher.Running.Description));
        return Task.CompletedTask;
    }

    public async Task PrepareAsync(ProcessLauncher launcher, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // Gateways start meanwhile; without any, nobody else waits for the ledger.
        var watch = launcher.Running.Watch(timeout);
        while (!launcher.Running.Description.WithGateway.Any() && LogTail.FindLine(home.Log(ProcessName), "READY") is null)
        {
            await watch.PauseAsync(ProcessName, "has not reported that it is ready", cancellationToken);
        }
    }

    /// <summary>DevLedger takes definitions as its configuration has them when it starts.</summary>
    public async Task UpgradeAsync(ProcessLauncher launcher, ChaincodeDescription next, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var running = launcher.Running;
        var consortium = running.Description.With(next);
        Render(consortium);
        var record = HomeRecord.Load(home) ?? new HomeRecord(Kind);
        (record with { Consortium = consortium }).WithDeployed(next).Save(home);
        running.State = running.State with { Consortium = consortium, Ready = false };
        await launcher.RestartAsync([Plan(consortium)]);
    }

    public ValueTask<bool> GatewayListensAsync(RunningConsortium running, string gateway, CancellationToken cancellationToken) =>
        ValueTask.FromResult(running.IsReported(gateway) && running.IsReported(ProcessName));

    /// <summary>Whether it answers and can write blocks; its height shows in those that its gateways read from it.</summary>
    public async Task<ProcessHealth> InspectAsync(RunState state, StartedProcess process, CancellationToken cancellationToken)
    {
        var organization = state.Consortium.Organizations[0];
        var problem = await LedgerHealthQuery.AskAsync(
            new Uri($"https://localhost:{organization.PeerPort}"), home.CaCertificate(organization.MspId), cancellationToken);
        return problem ?? new ProcessHealth(ProcessHealth.Healthy);
    }

    public Task<IReadOnlyList<string>> StopAsync(IReadOnlyList<StartedProcess> processes, TimeSpan grace) => StopSequence.RunAsync(processes, grace);

    private ProgramCommand[] Chaincodes(ConsortiumDescription consortium) => [.. consortium.Chaincodes.Select(chaincode => locator.DevLedgerChaincode(chaincode.Name, chaincode.Program))];

    private ProcessPlan Plan(ConsortiumDescription consortium)
    {
        var address = string.Join(' ', consortium.Organizations.Select(organization => $"localhost:{organization.PeerPort}"));
        return new ProcessPlan(ProcessName, ProcessRole.Ledger, null, address, locator.DevLedger, ["--config", home.DevLedgerConfiguration])
        {
            Environment = ManagedRuntime.ShortLived,
        };
    }
}
