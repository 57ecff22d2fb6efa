namespace Insurance.Consortium.Fabric;

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
    private static readonly TimeSpan StandsStill = TimeSpan.FromSeconds(10);

    private string Channel => consortium.Channel;

    /// <summary>Returns the node that leads once all nodes have joined and one does.</summary>
    public async Task<OrdererNodeDescription> JoinAsync(CancellationToken cancellationToken)
    {
        await WaitForHealthAsync(cancellationToken);
        var membership = await AskAsync(cancellationToken);
        if (membership.Irreparable(Path.Combine(home.FabricLedger, "orderers")) is { } problem)
        {
            throw new ConsortiumException(ExitCodes.StartFailed, problem);
        }

        var facts = await NewestAsync(membership, cancellationToken);
        var check = facts is null ? null : new ConsenterCheck(home, consortium, tools.Hosts, facts);
        if (check?.ForeignKeys() is { Count: > 0 } foreign)
        {
            throw new ConsortiumException(ExitCodes.StartFailed, foreign[0], [.. foreign.Skip(1)]);
        }

        if (check?.Differences() is { Count: > 0 } differences)
        {
            progress($"channel {Channel} was changed since this directory was made (block {facts!.Block}): {string.Join("; ", differences)}; what is here goes on as it is, and its own tools administer the rest");
        }

        await ObtainBlockAsync(membership, cancellationToken);
        var orderers = consortium.Orderer.Nodes.Where(node => membership.OrderersToJoin.Contains(node.Name)).Select(node => JoinAsync(node, facts, cancellationToken));
        var peers = consortium.Organizations.Where(organization => membership.PeersToJoin.Contains(organization.MspId)).Select(organization => JoinAsync(organization, cancellationToken));
        await Task.WhenAll([.. orderers, .. peers]);
        if (membership.OrderersToJoin.Count + membership.PeersToJoin.Count > 0)
        {
            progress($"joined channel {Channel}: {string.Join(", ", membership.OrderersToJoin.Concat(membership.PeersToJoin.Select(mspId => $"the peer of {mspId}")))}");
        }

        var leader = await WaitForLeaderAsync(cancellationToken);
        if (facts is not null)
        {
            var evicted = check!.Evicted();
            await Task.WhenAll(consortium.Orderer.Nodes.Where(node => !evicted.Contains(node.Name)).Select(node => WaitForBlocksAsync(node, facts, membership, cancellationToken)));
        }

        return leader;
    }

    /// <summary>The newest configuration, from a peer that has one; null while the channel is being made.</summary>
    private async Task<ChannelFacts?> NewestAsync(ChannelMembership membership, CancellationToken cancellationToken)
    {
        if (consortium.Organizations.FirstOrDefault(organization => membership.Peers[organization.MspId] > 0) is not { } holder)
        {
            return null;
        }

        var file = home.NewestConfiguration(Channel);
        var fresh = file + ".new";
        var result = await tools.PeerAsync(holder, ["channel", "fetch", "config", tools.PathOf(fresh), "--channelID", Channel], cancellationToken);
        if (!result.Succeeded || ChannelFacts.Read(await File.ReadAllBytesAsync(fresh, cancellationToken)) is not { } facts)
        {
            throw watch.Failed($"the peer of {holder.MspId} does not give the newest configuration of channel {Channel}: {result.Problem}; its log is below", NodeNames.Peer(holder));
        }

        File.Move(fresh, file, overwrite: true);
        return facts;
    }

    /// <summary>
    /// Waits until a node has every block that the peers had at the start, or stands still. One that the channel had taken out
    /// and in again may never follow it: what it has is discarded, since the others have it, and it joins anew.
    /// </summary>
    private async Task WaitForBlocksAsync(OrdererNodeDescription node, ChannelFacts facts, ChannelMembership membership, CancellationToken cancellationToken)
    {
        var needed = membership.Peers.Values.Max();
        var (moved, at, rejoined) = (TimeProvider.System.GetTimestamp(), (ulong?)null, false);
        while (true)
        {
            var height = OrdererMetrics.Height(await operations.MetricsAsync(tools.OrdererOperations(node), cancellationToken), consortium);
            if (height is null || height < needed)
            {
                height = await OrdererHeight.AskAsync(tools, node, Channel, cancellationToken) ?? height;
            }

            if (height >= needed)
            {
                return;
            }

            if (height != at)
            {
                (moved, at) = (TimeProvider.System.GetTimestamp(), height);
            }

            if (TimeProvider.System.GetElapsedTime(moved) > StandsStill)
            {
                if (rejoined || facts.Block == 0 || !membership.Orderers[node.Name])
                {
                    progress($"{node.Name} has {height ?? 0} of {needed} blocks of channel {Channel} and gets no more; the others order without it, see its log");
                    return;
                }

                progress($"{node.Name} does not follow channel {Channel} beyond {height ?? 0} of {needed} blocks; its copy is discarded, and it joins anew with the configuration of block {facts.Block}");
                await tools.OrdererAdminAsync(node, ["channel", "remove", "--channelID", Channel], cancellationToken);
                await JoinAsync(node, facts, cancellationToken);
                (moved, rejoined) = (TimeProvider.System.GetTimestamp(), true);
            }

            await watch.PauseAsync(node.Name, $"has {height ?? 0} of {needed} blocks of channel {Channel}", cancellationToken);
        }
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

            await watch.PauseAsync(node.Name, $"does not list its channels ({result.Problem})", cancellationToken);
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

            await watch.PauseAsync(NodeNames.Peer(organization), $"does not say its ledger's height ({result.Problem})", cancellationToken);
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
                    ["-configPath", tools.PathOf(home.Fabric), "-profile", ConfigtxFile.Profile, "-channelID", Channel, "-outputBlock", tools.PathOf(fresh)],
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
            throw new ConsortiumException(ExitCodes.StartFailed, $"the first block of channel {Channel} cannot be had: {result.Problem}; correct consortium.yaml, or restore {file} from a backup");
        }

        File.Move(fresh, file, overwrite: true);
    }

    private Task<ToolResult> FetchFromOrdererAsync(OrdererNodeDescription node, string file, CancellationToken cancellationToken) => tools.PeerAsync(
        consortium.Organizations[0],
        ["channel", "fetch", "0", tools.PathOf(file), "--channelID", Channel, .. tools.OrdererArguments(node)],
        cancellationToken);

    /// <summary>With the first block it would look for consenters of long ago, and may find itself not among them.</summary>
    private async Task JoinAsync(OrdererNodeDescription node, ChannelFacts? facts, CancellationToken cancellationToken)
    {
        var block = facts is { Block: > 0 } ? home.NewestConfiguration(Channel) : home.GenesisBlock(Channel);
        var result = await tools.OrdererAdminAsync(
            node,
            ["channel", "join", "--channelID", Channel, "--config-block", tools.PathOf(block)],
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
                if (OrdererMetrics.Leads(metrics[index], consortium))
                {
                    return consortium.Orderer.Nodes[index];
                }
            }

            await watch.PauseAsync(consortium.Orderer.Nodes[0].Name, "and the other orderers have not elected a leader", cancellationToken);
        }
    }
}
