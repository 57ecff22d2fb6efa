using System.Net.Sockets;
using Insurance.Cli.Consortium;
using Insurance.Cli.Fabric;
using Insurance.Cli.Processes;
using Insurance.Cli.Rendering;
using Insurance.Cli.Rendering.Fabric;

namespace Insurance.Cli.Running;

/// <summary>
/// Hyperledger Fabric on this machine: raft orderers, a peer per organization, and a chaincode server beside each peer, all
/// processes of their own on the loopback interface.
/// </summary>
internal sealed class NativeFabricNetwork(HomeDirectory home, ProgramLocator locator, FabricPrograms programs, Action<string> progress) : ILedgerNetwork
{
    private const string Host = FabricHosts.LoopbackAddress;

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
        await programs.CheckAsync(cancellationToken);
        _ = consortium.Chaincodes.Select(locator.FabricChaincode).ToList();
        RefuseLostAuthorities(consortium);
    }

    public void Render(ConsortiumDescription consortium)
    {
        new ConsortiumRenderer(home, TimeProvider.System).RenderFabric(consortium);
        var problems = new CertificateCheck(home, TimeProvider.System).Problems(consortium);
        if (problems.Count > 0)
        {
            throw new CliException(ExitCodes.Environment, problems[0], [.. problems.Skip(1)]);
        }
    }

    public Task StartAsync(ProcessLauncher launcher, CancellationToken cancellationToken)
    {
        var consortium = launcher.Running.Description;
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
        var packages = Packages(consortium);
        foreach (var plan in consortium.Chaincodes.SelectMany(chaincode => ServerPlans(consortium, chaincode, packages[chaincode.Name])))
        {
            launcher.Start(plan);
        }

        return Task.CompletedTask;
    }

    public async Task PrepareAsync(ProcessLauncher launcher, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var running = launcher.Running;
        var consortium = running.Description;
        var watch = new StartWatch(running, timeout);
        var tools = new NativeFabricTools(home, consortium.Orderer, programs);
        using var operations = new OperationsClient();
        progress($"started {running.StartedHere.Count} processes; bringing channel {consortium.Channel} up");
        var leader = await new ChannelDeployment(home, consortium, tools, operations, watch, progress).JoinAsync(cancellationToken);
        await new ChaincodeDeployment(home, consortium, tools, watch, progress).RunAsync(Packages(consortium), leader, cancellationToken);
        Record(consortium);
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
        var watch = new StartWatch(running, timeout);
        var tools = new NativeFabricTools(home, consortium.Orderer, programs);
        using var operations = new OperationsClient();
        var deployment = new ChaincodeDeployment(home, consortium, tools, watch, progress);
        try
        {
            var leader = await new ChannelDeployment(home, consortium, tools, operations, watch, progress).JoinAsync(cancellationToken);
            await deployment.RunAsync(Packages(consortium), leader, cancellationToken);
        }
        catch
        {
            // Interrupted after all had agreed, it is in force, and the servers must follow.
            if (!await deployment.IsCommittedAsync(next))
            {
                Render(former);
                throw;
            }
        }

        Record(next);
        running.State = running.State with { Consortium = consortium, Ready = false };
        await launcher.RestartAsync(ServerPlans(consortium, next, Packages(consortium)[next.Name]));
        await Endorsements(consortium, watch).RunAsync(cancellationToken);
    }

    public async Task<ProcessHealth> InspectAsync(RunState state, StartedProcess process, CancellationToken cancellationToken)
    {
        var consortium = state.Consortium;
        var tools = new NativeFabricTools(home, consortium.Orderer, programs);
        using var operations = new OperationsClient();
        return process.Role switch
        {
            ProcessRole.Orderer when consortium.Orderer.Nodes.FirstOrDefault(node => node.Name == process.Name) is { } node =>
                await InspectAsync(operations, tools.OrdererOperations(node), metrics => MetricsText.Read(metrics, "consensus_etcdraft_committed_block_number", consortium.Channel) + 1, cancellationToken),
            ProcessRole.Peer when consortium.Organizations.FirstOrDefault(organization => organization.MspId == process.MspId) is { } organization =>
                await InspectAsync(operations, tools.PeerOperations(organization), metrics => MetricsText.Read(metrics, "ledger_blockchain_height", consortium.Channel), cancellationToken),
            _ => await ConnectAsync(process.Address, cancellationToken),
        };
    }

    public Task<IReadOnlyList<string>> StopAsync(IReadOnlyList<StartedProcess> processes, TimeSpan grace) => StopSequence.RunAsync(processes, grace);

    /// <summary>Plain text in the logs, whoever looks at them.</summary>
    private static (string, string) LogFormat => ("FABRIC_LOGGING_FORMAT", "%{time:2006-01-02T15:04:05.000Z07:00} %{level} [%{module}] %{message}");

    private IReadOnlyList<ProcessPlan> ServerPlans(ConsortiumDescription consortium, ChaincodeDescription chaincode, ChaincodePackage package)
    {
        var index = consortium.Chaincodes.TakeWhile(item => item.Name != chaincode.Name).Count();
        var program = locator.FabricChaincode(chaincode);
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

    /// <summary>A newer release may render other bytes; a definition that is on the ledger stays with the package that it was approved with.</summary>
    private Dictionary<string, ChaincodePackage> Packages(ConsortiumDescription consortium) => consortium.Chaincodes.ToDictionary(
        chaincode => chaincode.Name,
        chaincode => ChaincodePackage.Open(IsDeployed(chaincode) ? home.DeployedPackage(chaincode.Name) : home.ChaincodePackage(chaincode.Name)));

    private bool IsDeployed(ChaincodeDescription chaincode) =>
        HomeRecord.Load(home)?.Deployed(chaincode.Name) is { } deployed
        && deployed.Version == chaincode.Version
        && deployed.Sequence == chaincode.Sequence
        && File.Exists(home.DeployedPackage(chaincode.Name));

    private void Record(ConsortiumDescription consortium)
    {
        foreach (var chaincode in consortium.Chaincodes.Where(chaincode => !IsDeployed(chaincode)))
        {
            Record(chaincode);
        }
    }

    private void Record(ChaincodeDescription chaincode)
    {
        File.Copy(home.ChaincodePackage(chaincode.Name), home.DeployedPackage(chaincode.Name), overwrite: true);
        HomeRecord.Load(home)!.WithDeployed(chaincode).Save(home);
    }

    /// <summary>Rendering would make a new one, and nobody on the channel would know it.</summary>
    private void RefuseLostAuthorities(ConsortiumDescription consortium)
    {
        if (!IsLedgerMade)
        {
            return;
        }

        List<string> lost =
        [
            .. consortium.Organizations.Select(organization => organization.MspId).Append(consortium.Orderer.MspId)
                .Where(mspId => !File.Exists(home.CaCertificate(mspId)) || !File.Exists(home.CaKey(mspId))),
        ];
        if (lost.Count > 0)
        {
            throw new CliException(ExitCodes.Environment, $"the certificate authority of {string.Join(", ", lost)} is gone from {home.Organizations}, and the ledger knows no other; restore it from a backup, or begin anew with `insure down --wipe`");
        }
    }

    private static async Task<ProcessHealth> InspectAsync(OperationsClient operations, Uri endpoint, Func<string, double?> height, CancellationToken cancellationToken)
    {
        var problem = await operations.ProblemAsync(endpoint, cancellationToken);
        var blocks = height(await operations.MetricsAsync(endpoint, cancellationToken));
        return new ProcessHealth(problem ?? ProcessHealth.Healthy, (ulong?)blocks);
    }

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
