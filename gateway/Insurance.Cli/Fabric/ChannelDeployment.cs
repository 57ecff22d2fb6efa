using Insurance.Cli.Consortium;
using Insurance.Cli.Rendering;
using Insurance.Cli.Rendering.Fabric;
using Insurance.Cli.Running;

namespace Insurance.Cli.Fabric;

/// <summary>
/// Brings orderers and peers into the channel. Asks each node first what it has, so that a start that was broken off is
/// completed by the next, and one that cannot be is named.
/// </summary>
internal sealed class ChannelDeployment(
    HomeDirectory home,
    ConsortiumDescription consortium,
    IFabricTools tools,
    OperationsClient operations,
    StartWatch watch,
    Action<string> progress)
{
    private string Channel => consortium.Channel;

    /// <summary>Returns the node that leads once all nodes have joined and one does.</summary>
    public async Task<OrdererNodeDescription> JoinAsync(CancellationToken cancellationToken)
    {
        await WaitForHealthAsync(cancellationToken);
        var membership = await AskAsync(cancellationToken);
        if (membership.Irreparable(Path.Combine(home.FabricLedger, "orderers")) is { } problem)
        {
            throw new CliException(ExitCodes.StartFailed, problem);
        }

        await ObtainBlockAsync(membership, cancellationToken);
        var orderers = consortium.Orderer.Nodes.Where(node => membership.OrderersToJoin.Contains(node.Name)).Select(node => JoinAsync(node, cancellationToken));
        var peers = consortium.Organizations.Where(organization => membership.PeersToJoin.Contains(organization.MspId)).Select(organization => JoinAsync(organization, cancellationToken));
        await Task.WhenAll([.. orderers, .. peers]);
        if (membership.OrderersToJoin.Count + membership.PeersToJoin.Count > 0)
        {
            progress($"joined channel {Channel}: {string.Join(", ", membership.OrderersToJoin.Concat(membership.PeersToJoin.Select(mspId => $"the peer of {mspId}")))}");
        }

        return await WaitForLeaderAsync(cancellationToken);
    }

    private Task WaitForHealthAsync(CancellationToken cancellationToken)
    {
        async Task WaitAsync(string process, Uri endpoint)
        {
            while (await operations.ProblemAsync(endpoint, cancellationToken) is { } problem)
            {
                await watch.PauseAsync(process, $"is not healthy ({problem})", cancellationToken);
            }
        }

        return Task.WhenAll(
        [
            .. consortium.Orderer.Nodes.Select(node => WaitAsync(node.Name, tools.OrdererOperations(node))),
            .. consortium.Organizations.Select(organization => WaitAsync(NodeNames.Peer(organization), tools.PeerOperations(organization))),
        ]);
    }

    private async Task<ChannelMembership> AskAsync(CancellationToken cancellationToken)
    {
        var orderers = consortium.Orderer.Nodes.Select(async node => (node.Name, Joined: await HasChannelAsync(node, cancellationToken))).ToArray();
        var peers = consortium.Organizations.Select(async organization => (organization.MspId, Height: await HeightAsync(organization, cancellationToken))).ToArray();
        return new ChannelMembership(
            (await Task.WhenAll(orderers)).ToDictionary(node => node.Name, node => node.Joined),
            (await Task.WhenAll(peers)).ToDictionary(peer => peer.MspId, peer => peer.Height),
            File.Exists(home.GenesisBlock(Channel)));
    }

    private async Task<bool> HasChannelAsync(OrdererNodeDescription node, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Metrics answer before the node has opened its ledgers; the admin endpoint does not.
            var result = await tools.OrdererAdminAsync(node, ["channel", "list", "--no-status"], cancellationToken);
            if (result.Succeeded && ChannelList.Contains(result.Output, Channel) is { } joined)
            {
                return joined;
            }

            if (!result.IsSilence)
            {
                throw watch.Failed($"{node.Name} refuses its administrator: {result.Problem}; its log is below", node.Name);
            }

            await watch.PauseAsync(node.Name, $"does not tell its channels ({result.Problem})", cancellationToken);
        }
    }

    private async Task<ulong> HeightAsync(OrganizationDescription organization, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await tools.PeerAsync(organization, ["channel", "getinfo", "--channelID", Channel], cancellationToken);
            if (result.Succeeded && ChainInfo.Height(result.Output) is { } height)
            {
                return height;
            }

            if (result.Says($"Invalid chain ID, {Channel}") || result.Says($"policy manager for channel [{Channel}]"))
            {
                return 0;
            }

            if (!result.IsSilence)
            {
                throw watch.Failed($"the peer of {organization.MspId} refuses its own administrator: {result.Problem}; its MSP directory must be that of {organization.MspId}, see its log below", NodeNames.Peer(organization));
            }

            await watch.PauseAsync(NodeNames.Peer(organization), $"does not tell its ledger's height ({result.Problem})", cancellationToken);
        }
    }

    private async Task ObtainBlockAsync(ChannelMembership membership, CancellationToken cancellationToken)
    {
        var file = home.GenesisBlock(Channel);
        // Under another name first: half a block must never be taken for one.
        var fresh = file + ".new";
        ToolResult result;
        switch (membership.Block)
        {
            case BlockSource.Generate:
                result = await tools.ConfigTxGenAsync(
                    ["-configPath", tools.PathOf(home.Fabric), "-profile", ChannelConfiguration.Profile, "-channelID", Channel, "-outputBlock", tools.PathOf(fresh)],
                    cancellationToken);
                break;
            case BlockSource.Fetch:
                var holder = consortium.Organizations.FirstOrDefault(organization => membership.Peers[organization.MspId] > 0);
                result = holder is not null
                    ? await tools.PeerAsync(holder, ["channel", "fetch", "0", tools.PathOf(fresh), "--channelID", Channel], cancellationToken)
                    : await FetchFromOrdererAsync(consortium.Orderer.Nodes.First(node => membership.Orderers[node.Name]), fresh, cancellationToken);
                break;
            default:
                return;
        }

        if (!result.Succeeded)
        {
            throw new CliException(ExitCodes.StartFailed, $"the first block of channel {Channel} cannot be had: {result.Problem}; correct consortium.yaml, or restore {file} from a backup");
        }

        File.Move(fresh, file, overwrite: true);
    }

    private Task<ToolResult> FetchFromOrdererAsync(OrdererNodeDescription node, string file, CancellationToken cancellationToken) => tools.PeerAsync(
        consortium.Organizations[0],
        ["channel", "fetch", "0", tools.PathOf(file), "--channelID", Channel, .. tools.OrdererArguments(node)],
        cancellationToken);

    private async Task JoinAsync(OrdererNodeDescription node, CancellationToken cancellationToken)
    {
        var result = await tools.OrdererAdminAsync(
            node,
            ["channel", "join", "--channelID", Channel, "--config-block", tools.PathOf(home.GenesisBlock(Channel))],
            cancellationToken);
        // osnadmin ends with 0 whatever the node answers.
        if (!result.Succeeded || !(result.Says("Status: 201") || result.Says("already exists")))
        {
            throw watch.Failed($"{node.Name} does not join channel {Channel}: {result.Problem}; its log is below", node.Name);
        }
    }

    private async Task JoinAsync(OrganizationDescription organization, CancellationToken cancellationToken)
    {
        var result = await tools.PeerAsync(organization, ["channel", "join", "--blockpath", tools.PathOf(home.GenesisBlock(Channel))], cancellationToken);
        if (!result.Succeeded && !result.Says("already exists"))
        {
            throw watch.Failed($"the peer of {organization.MspId} does not join channel {Channel}: {result.Problem}; its log is below", NodeNames.Peer(organization));
        }
    }

    /// <summary>"active" alone, as osnadmin says, does not mean that anybody orders.</summary>
    private async Task<OrdererNodeDescription> WaitForLeaderAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var metrics = await Task.WhenAll(consortium.Orderer.Nodes.Select(node => operations.MetricsAsync(tools.OrdererOperations(node), cancellationToken)));
            for (var index = 0; index < metrics.Length; index++)
            {
                if (MetricsText.Read(metrics[index], "consensus_etcdraft_is_leader", Channel) == 1)
                {
                    return consortium.Orderer.Nodes[index];
                }
            }

            await watch.PauseAsync(consortium.Orderer.Nodes[0].Name, "and the other orderers have not elected a leader", cancellationToken);
        }
    }
}
