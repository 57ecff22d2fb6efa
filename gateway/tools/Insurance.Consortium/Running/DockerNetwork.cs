namespace Insurance.Consortium.Running;

/// <summary>
/// Hyperledger Fabric in containers of this machine's engine: orderers, peers, chaincode servers and gateways of one compose
/// project. The engine restarts them, so what runs is asked of it and not of the state file.
/// </summary>
public sealed class DockerNetwork(HomeDirectory home, DockerEngine engine, Action<string> progress) : ILedgerNetwork
{
    private const string Loopback = "127.0.0.1";
    private static readonly TimeSpan OneLook = TimeSpan.FromSeconds(2);
    private readonly ComposeProject _project = new(home, engine);
    private readonly FabricDirectory _directory = new(home);

    public NetworkKind Kind => NetworkKind.Docker;

    public bool RunsGateways => true;

    /// <summary>The first block names the members; the ledgers themselves are out of sight, in the engine's volumes.</summary>
    private bool IsLedgerMade => HomeRecord.Load(home) is { Consortium: { } made } && File.Exists(home.GenesisBlock(made.Channel));

    public HomeRecord Fixed(HomeRecord record) => IsLedgerMade ? record : new HomeRecord(Kind);

    /// <summary>Only what is published; inside their network the containers have addresses of their own.</summary>
    public IReadOnlyList<PortUse> Ports(ConsortiumDescription consortium) =>
    [
        .. consortium.Orderer.Nodes.Select(node => new PortUse(node.Name, node.OperationsPort, $"operations of {node.Name}")),
        .. consortium.Organizations.SelectMany(organization => new[]
        {
            new PortUse(NodeNames.Peer(organization), organization.PeerPort, $"peer of {organization.MspId}"),
            new PortUse(NodeNames.Peer(organization), organization.OperationsPort, $"operations of the peer of {organization.MspId}"),
        }),
        .. consortium.WithGateway.Select(organization => new PortUse(
            ConsortiumStarter.GatewayName(organization), organization.GatewayPort!.Value, $"gateway of {organization.MspId}") { Address = consortium.Listening?.Ip }),
        .. ConsortiumStarter.HolderPages(consortium),
    ];

    /// <summary>Refuses what a node of the images' release does not start with.</summary>
    public static void RefuseWhatOnlyFabric3Has(ConsortiumDescription consortium)
    {
        if (consortium.ChannelCapability == ChannelCapability.V3_0)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"{(consortium.Orderer.Consensus == Consensus.Bft ? "consensus bft" : "channelCapability V3_0")} needs Fabric 3, and containers run {ComposeFile.FabricVersion}, the newest for which there are all images; take it out of consortium.yaml, or choose --network fabric");
        }
    }

    public async Task CheckAsync(ConsortiumDescription consortium, CancellationToken cancellationToken)
    {
        if (consortium.AdditionalChaincodes.Count > 0)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, "additionalChaincodes cannot run in containers, for which only the consortium's own chaincode has an image; leave them out, or choose --network fabric");
        }

        RefuseWhatOnlyFabric3Has(consortium);
        if (IsLedgerMade)
        {
            _directory.RefuseLostAuthorities(consortium);
        }

        await engine.CheckAsync(cancellationToken);
        foreach (var image in new[] { ComposeFile.OrdererImage, ComposeFile.PeerImage, ComposeFile.ToolsImage })
        {
            await engine.EnsureImageAsync(image, remedy: null, progress, cancellationToken);
        }

        foreach (var image in new[] { ComposeEnvironment.GatewayImage, ComposeEnvironment.ChaincodeImage })
        {
            await engine.EnsureImageAsync(image, "make it with `make images` in the repository", progress, cancellationToken);
        }
    }

    public void Render(ConsortiumDescription consortium)
    {
        _directory.Render(consortium, FabricHosts.Containers, progress);
        ComposeRenderer.Render(home, consortium, _directory.Packages(consortium)[consortium.Chaincode.Name].Id);
        _directory.RefuseUnfitCertificates(consortium);
    }

    public async Task StartAsync(ProcessLauncher launcher, CancellationToken cancellationToken)
    {
        var running = launcher.Running;
        // Recorded before there is anything, so that `down` finds it whatever happens.
        launcher.Adopt(Containers(running.Description).Where(container => container.Role != ProcessRole.Gateway));
        progress("starting the containers of orderers, peers and chaincode");
        await UpAsync(running, [.. running.State.Processes.Where(process => process.Role != ProcessRole.Gateway).Select(Service), ServiceNames.Tools], cancellationToken);
    }

    public async Task PrepareAsync(ProcessLauncher launcher, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var running = launcher.Running;
        var consortium = running.Description;
        var watch = running.Watch(timeout);
        progress($"bringing channel {consortium.Channel} up");
        await (await BringUpAsync(consortium, watch, cancellationToken)).RunAsync(cancellationToken);
        progress("starting the containers of the gateways");
        launcher.Adopt(Containers(consortium));
        await UpAsync(running, [], cancellationToken);
        await Endorsements(consortium, watch).RunAsync(cancellationToken);
    }

    public async Task UpgradeAsync(ProcessLauncher launcher, ChaincodeDescription next, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var running = launcher.Running;
        var former = running.Description;
        var consortium = former.With(next);
        await CheckAsync(consortium, cancellationToken);
        Render(consortium);
        var watch = running.Watch(timeout);
        await (await BringUpAsync(consortium, watch, cancellationToken)).UpgradeAsync(next, () => Render(former), cancellationToken);
        running.State = running.State with { Consortium = consortium, Ready = false };
        // Compose makes those containers anew whose image or package id has changed.
        await UpAsync(running, [], cancellationToken);
        await Endorsements(consortium, watch).RunAsync(cancellationToken);
    }

    /// <summary>Docker itself listens on published ports from the beginning, so the gateway is asked.</summary>
    public async ValueTask<bool> GatewayListensAsync(RunningConsortium running, string gateway, CancellationToken cancellationToken)
    {
        var organization = running.Description.WithGateway.First(item => ConsortiumStarter.GatewayName(item) == gateway);
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
        using var http = new HttpClient(handler) { Timeout = OneLook };
        try
        {
            using var answer = await http.GetAsync(new Uri($"https://{(running.Description.Listening ?? GatewayListening.Usual).LocalHost}:{organization.GatewayPort}/healthz"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>A container that the engine has started again is another process under the same name.</summary>
    public async Task<RunState> RefreshAsync(RunState state, CancellationToken cancellationToken)
    {
        var containers = await _project.ContainersAsync(cancellationToken);
        return state with
        {
            Processes =
            [
                .. state.Processes.Select(process => process with
                {
                    Identity = containers.FirstOrDefault(container => container.Service == Service(process) && container.IsRunning) is { } container
                        ? ProcessIdentity.Of(container.Pid) ?? ProcessIdentity.None
                        : ProcessIdentity.None,
                }),
            ],
        };
    }

    /// <summary>Of chaincode servers the engine knows best, whose health check asks them.</summary>
    public async Task<ProcessHealth> InspectAsync(RunState state, StartedProcess process, CancellationToken cancellationToken)
    {
        if (await NodeHealth.AskAsync(state.Consortium, process, cancellationToken) is { } answer)
        {
            return answer;
        }

        var container = (await _project.ContainersAsync(cancellationToken)).FirstOrDefault(item => item.Service == Service(process));
        return new ProcessHealth(container is null ? "has no container"
            : container.IsRunning && container.Health is "" or "healthy" ? ProcessHealth.Healthy
            : container.IsRunning ? container.Health
            : container.State);
    }

    public IReadOnlyList<string> LastWords(HomeDirectory _, string process) =>
        LastLinesAsync(process.ToLowerInvariant(), 12, CancellationToken.None).GetAwaiter().GetResult();

    public string LogsAt(HomeDirectory _) => $"{engine.ComposeCommandAsync(home, CancellationToken.None).GetAwaiter().GetResult()} logs";

    public async Task<IReadOnlyList<string>> StopAsync(IReadOnlyList<StartedProcess> processes, TimeSpan grace)
    {
        var services = processes.Select(Service).ToHashSet(StringComparer.Ordinal);
        var containers = await _project.ContainersAsync(CancellationToken.None);
        if (!File.Exists(home.ComposeFile) || containers.Count == 0)
        {
            return [];
        }

        await _project.StopAsync(services, CancellationToken.None);
        var stopped = await _project.ContainersAsync(CancellationToken.None);
        var all = containers.All(container => services.Contains(container.Service) || container.Service == ServiceNames.Tools);
        var removed = all ? await _project.DownAsync(CancellationToken.None) : await _project.RemoveAsync(services, CancellationToken.None);
        return removed.Succeeded
            ? [.. processes.Where(process => stopped.Any(container => container.WasKilled && container.Service == Service(process))).Select(process => process.Name)]
            : throw new ConsortiumException(ExitCodes.Failure, $"the containers could not be removed ({removed.Problem}); see `docker ps`, then run `{Invocation.Of(home, "down")}` again");
    }

    public Task WipeAsync(CancellationToken cancellationToken) => _project.RemoveVolumesAsync(cancellationToken);

    private static string Service(StartedProcess process) => process.Name.ToLowerInvariant();

    private IEnumerable<StartedProcess> Containers(ConsortiumDescription consortium)
    {
        StartedProcess Container(string name, ProcessRole role, string mspId, string address) => new(name, role, mspId, address, home.Log(name), ProcessIdentity.None);

        return
        [
            .. consortium.Orderer.Nodes.Select(node => Container(node.Name, ProcessRole.Orderer, consortium.Orderer.MspId, $"{ServiceNames.Orderer(node)}:{node.Port}")),
            .. consortium.Organizations.Select(organization => Container(
                NodeNames.Chaincode(consortium, consortium.Chaincode, organization), ProcessRole.Chaincode, organization.MspId, $"{ServiceNames.Chaincode(organization)}:{organization.ChaincodePort}")),
            .. consortium.Organizations.Select(organization => Container(NodeNames.Peer(organization), ProcessRole.Peer, organization.MspId, $"localhost:{organization.PeerPort}")),
            .. consortium.WithGateway.Select(organization => Container(
                ConsortiumStarter.GatewayName(organization), ProcessRole.Gateway, organization.MspId, consortium.GatewayUrl(organization))),
        ];
    }

    /// <summary>Starts services, none named: all, and puts their processes into the state.</summary>
    private async Task UpAsync(RunningConsortium running, IReadOnlyList<string> services, CancellationToken cancellationToken)
    {
        var up = await _project.UpAsync(services, cancellationToken);
        running.State = await RefreshAsync(running.State, cancellationToken);
        running.State.Save(home.StateFile);
        if (!up.Succeeded)
        {
            throw await NotStartedAsync(up, cancellationToken);
        }
    }

    private async Task<FabricBringUp> BringUpAsync(ConsortiumDescription consortium, StartWatch watch, CancellationToken cancellationToken)
    {
        var tools = (await _project.ContainersAsync(cancellationToken)).FirstOrDefault(container => container.Service == ServiceNames.Tools && container.IsRunning)
            ?? throw new ConsortiumException(ExitCodes.StartFailed, $"the container {ServiceNames.Tools} with Fabric's command line tools does not run; see its log with `docker logs`");
        return new FabricBringUp(home, consortium, new DockerFabricTools(home, consortium.Orderer, engine, tools.Id), watch, progress);
    }

    private EndorsementProbe Endorsements(ConsortiumDescription consortium, StartWatch watch) =>
        new(home, consortium, organization => new Uri($"https://{Loopback}:{organization.PeerPort}"), watch);

    private async Task<ConsortiumException> NotStartedAsync(ToolResult up, CancellationToken cancellationToken)
    {
        var unwell = (await _project.ContainersAsync(cancellationToken)).Where(container => container.IsUnwell).Select(container => container.Service).Take(3);
        var logs = await Task.WhenAll(unwell.Select(service => LastLinesAsync(service, 8, cancellationToken)));
        return new ConsortiumException(ExitCodes.StartFailed, $"docker compose could not start the containers: {up.Problem}", [.. logs.SelectMany(lines => lines)]);
    }

    private async Task<IReadOnlyList<string>> LastLinesAsync(string service, int count, CancellationToken cancellationToken) =>
        [$"docker logs of {service}:", .. await _project.LastLinesAsync(service, count, cancellationToken)];
}
