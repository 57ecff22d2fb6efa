namespace Insurance.Consortium.Running;

/// <summary>
/// Hyperledger Fabric on this machine: raft orderers, a peer per organization, and a chaincode server beside each peer, all
/// processes of their own on the loopback interface.
/// </summary>
internal sealed class NativeFabricNetwork(HomeDirectory home, ProgramLocator locator, FabricPrograms programs, Action<string> progress) : ILedgerNetwork
{
    private const string Host = FabricHosts.LoopbackAddress;
    private readonly FabricDirectory _directory = new(home);
    private FabricReleases? _releases;

    public NetworkKind Kind => NetworkKind.Fabric;

    private bool IsLedgerMade => Directory.Exists(home.FabricLedger) && Directory.EnumerateFileSystemEntries(home.FabricLedger).Any();

    public HomeRecord Fixed(HomeRecord record) => IsLedgerMade ? record : new HomeRecord(Kind);

    public IReadOnlyList<PortUse> Ports(ConsortiumDescription consortium) =>
    [
        .. consortium.Orderer.Nodes.SelectMany(node => new[]
        {
            new PortUse(node.Name, node.Port, node.Name),
            new PortUse(node.Name, node.AdminPort, $"administration of {node.Name}"),
            new PortUse(node.Name, node.OperationsPort, $"operations of {node.Name}"),
        }),
        .. consortium.Organizations.SelectMany(organization => new[]
        {
            new PortUse(NodeNames.Peer(organization), organization.PeerPort, $"peer of {organization.MspId}"),
            new PortUse(NodeNames.Peer(organization), organization.PeerChaincodePort, $"chaincode listener of the peer of {organization.MspId}"),
            new PortUse(NodeNames.Peer(organization), organization.OperationsPort, $"operations of the peer of {organization.MspId}"),
        }),
        .. consortium.Chaincodes.SelectMany((chaincode, index) => consortium.Organizations.Select(organization => new PortUse(
            NodeNames.Chaincode(consortium, chaincode, organization),
            organization.ChaincodePortAt(index),
            $"chaincode {chaincode.Name} of {organization.MspId}"))),
    ];

    public async Task CheckAsync(ConsortiumDescription consortium, CancellationToken cancellationToken)
    {
        _releases = await programs.CheckAsync(cancellationToken);
        _releases.DemandFor(consortium);
        foreach (var note in _releases.Notes())
        {
            progress(note);
        }

        _ = consortium.Chaincodes.Select(chaincode => locator.FabricChaincode(chaincode.Name, chaincode.Program)).ToList();
        if (IsLedgerMade)
        {
            _directory.RefuseLostAuthorities(consortium);
        }
    }

    public void Render(ConsortiumDescription consortium)
    {
        _directory.Render(consortium, FabricHosts.Loopback, progress, _releases?.Peer);
        _directory.RefuseUnfitCertificates(consortium);
    }

    public async Task StartAsync(ProcessLauncher launcher, CancellationToken cancellationToken)
    {
        var consortium = launcher.Running.Description;
        await NameOtherReleasesAsync(launcher.Running.State.Processes, cancellationToken);
        DiscardUnused(launcher.Running);
        foreach (var node in consortium.Orderer.Nodes)
        {
            launcher.Start(new ProcessPlan(node.Name, ProcessRole.Orderer, consortium.Orderer.MspId, $"{Host}:{node.Port}", programs.Orderer, [])
            {
                Environment = FabricEnvironment.Of(("FABRIC_CFG_PATH", home.OrdererConfiguration(node.Name)), LogFormat),
            });
        }

        foreach (var organization in consortium.Organizations)
        {
            launcher.Start(new ProcessPlan(NodeNames.Peer(organization), ProcessRole.Peer, organization.MspId, $"{Host}:{organization.PeerPort}", programs.Peer, ["node", "start"])
            {
                Environment = FabricEnvironment.Of(
                    ("FABRIC_CFG_PATH", home.PeerConfiguration(organization.MspId)),
                    (ExternalBuilder.Variable, ChaincodeAddresses.Of(consortium, organization, _ => Host)),
                    LogFormat),
            });
        }

        cancellationToken.ThrowIfCancellationRequested();
        var packages = _directory.Packages(consortium);
        foreach (var plan in consortium.Chaincodes.SelectMany(chaincode => ServerPlans(consortium, chaincode, packages[chaincode.Name])))
        {
            launcher.Start(plan);
        }
    }

    public async Task PrepareAsync(ProcessLauncher launcher, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var running = launcher.Running;
        var consortium = running.Description;
        var watch = running.Watch(timeout);
        progress($"started {running.StartedHere.Count} processes; bringing channel {consortium.Channel} up");
        await BringUp(consortium, watch).RunAsync(cancellationToken);
        launcher.StartGateways();
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
        await BringUp(consortium, watch).UpgradeAsync(next, () => Render(former), cancellationToken);
        running.State = running.State with { Consortium = consortium, Ready = false };
        await launcher.RestartAsync(ServerPlans(consortium, next, _directory.Packages(consortium)[next.Name]));
        await Endorsements(consortium, watch).RunAsync(cancellationToken);
    }

    public async Task<ProcessHealth> InspectAsync(RunState state, StartedProcess process, CancellationToken cancellationToken)
    {
        var consortium = state.Consortium;
        var health = await NodeHealth.AskAsync(consortium, process, cancellationToken) ?? await ConnectAsync(process.Address, cancellationToken);
        return health.IsHealthy && consortium.Orderer.Consensus == Consensus.Bft && consortium.Orderer.Nodes.FirstOrDefault(node => process.Role == ProcessRole.Orderer && node.Name == process.Name) is { } node
            ? health with { LedgerHeight = await CopiedHeightAsync(consortium, node, cancellationToken) ?? health.LedgerHeight }
            : health;
    }

    private async Task<ulong?> CopiedHeightAsync(ConsortiumDescription consortium, OrdererNodeDescription node, CancellationToken cancellationToken)
    {
        try
        {
            return await OrdererHeight.AskAsync(new NativeFabricTools(home, consortium.Orderer, programs), node, consortium.Channel, cancellationToken);
        }
        catch (ConsortiumException)
        {
            // Whoever looks has none of Fabric's programs: the metric must do.
            return null;
        }
    }

    public Task<IReadOnlyList<string>> StopAsync(IReadOnlyList<StartedProcess> processes, TimeSpan grace) => StopSequence.RunAsync(processes, grace);

    /// <summary>Plain text in the logs, whoever looks at them.</summary>
    private static (string, string) LogFormat => ("FABRIC_LOGGING_FORMAT", "%{time:2006-01-02T15:04:05.000Z07:00} %{level} [%{module}] %{message}");

    /// <summary>Nodes of several releases make one network as long as the channel asks for no more than the oldest can do.</summary>
    private async Task NameOtherReleasesAsync(IReadOnlyList<StartedProcess> living, CancellationToken cancellationToken)
    {
        var nodes = living.Where(process => process.Role is ProcessRole.Peer or ProcessRole.Orderer)
            .GroupBy(process => (process.Role, Program: new FileInfo($"/proc/{process.Identity.Pid}/exe").LinkTarget))
            .Where(group => File.Exists(group.Key.Program));
        foreach (var group in nodes)
        {
            var starting = group.Key.Role == ProcessRole.Peer ? _releases?.Peer : _releases?.Orderer;
            if (await FabricPrograms.VersionAsync(new ProgramCommand(group.Key.Program!, []), cancellationToken) is { } release && release != starting)
            {
                List<string> names = [.. group.Select(process => process.Name)];
                progress($"{string.Join(", ", names)} {(names.Count == 1 ? "runs" : "run")} {release}");
            }
        }
    }

    private void DiscardUnused(RunningConsortium running)
    {
        var alive = running.State.Processes.Select(process => process.Name).ToHashSet();
        foreach (var node in running.Description.Orderer.Nodes.Where(node => !alive.Contains(node.Name)))
        {
            UnusedLedger.DiscardOrderer(home.OrdererLedger(node.Name));
        }

        foreach (var organization in running.Description.Organizations.Where(organization => !alive.Contains(NodeNames.Peer(organization))))
        {
            UnusedLedger.DiscardPeer(home.PeerLedger(organization.MspId));
        }
    }

    private IReadOnlyList<ProcessPlan> ServerPlans(ConsortiumDescription consortium, ChaincodeDescription chaincode, ChaincodePackage package)
    {
        var index = consortium.Chaincodes.TakeWhile(item => item.Name != chaincode.Name).Count();
        var program = locator.FabricChaincode(chaincode.Name, chaincode.Program);
        return
        [
            .. consortium.Organizations.Select(organization =>
            {
                var address = $"{Host}:{organization.ChaincodePortAt(index)}";
                return new ProcessPlan(NodeNames.Chaincode(consortium, chaincode, organization), ProcessRole.Chaincode, organization.MspId, address, program, [])
                {
                    Environment = FabricEnvironment.Of(
                        ("CHAINCODE_SERVER_ADDRESS", address),
                        ("CHAINCODE_ID", package.Id),
                        ("CORE_PEER_LOCALMSPID", organization.MspId)),
                };
            }),
        ];
    }

    private EndorsementProbe Endorsements(ConsortiumDescription consortium, StartWatch watch) =>
        new(home, consortium, organization => new Uri($"https://{Host}:{organization.PeerPort}"), watch);

    private FabricBringUp BringUp(ConsortiumDescription consortium, StartWatch watch) =>
        new(home, consortium, new NativeFabricTools(home, consortium.Orderer, programs), watch, progress);

    private static async Task<ProcessHealth> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(System.Net.IPEndPoint.Parse(address), cancellationToken);
            return new ProcessHealth(ProcessHealth.Healthy);
        }
        catch (SocketException)
        {
            return new ProcessHealth($"does not listen on {address}");
        }
    }
}
