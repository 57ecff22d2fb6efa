namespace Insurance.Consortium.Fabric;

/// <summary>
/// Installs, approves and commits chaincode definitions, all organizations at the same time. Asks every peer first, so that
/// what was done before is not done again.
/// </summary>
internal sealed class ChaincodeDeployment(
    HomeDirectory home,
    ConsortiumDescription consortium,
    IFabricTools tools,
    StartWatch watch,
    Action<string> progress)
{
    private IReadOnlyList<OrganizationDescription> Organizations => consortium.Organizations;

    /// <summary>Brings every chaincode of the description to its definition.</summary>
    /// <param name="packages">The package of each chaincode, by name.</param>
    /// <param name="leader">The orderer to send to.</param>
    /// <param name="cancellationToken">Ends the work between or within its steps; the next call goes on from there.</param>
    public async Task RunAsync(IReadOnlyDictionary<string, ChaincodePackage> packages, OrdererNodeDescription leader, CancellationToken cancellationToken)
    {
        var installed = await InstalledAsync(cancellationToken);
        var states = await Task.WhenAll(consortium.Chaincodes.Select(async chaincode => new ChaincodeState(
            chaincode,
            packages[chaincode.Name].Id,
            consortium.Channel,
            installed,
            await CommittedAsync(chaincode, cancellationToken))));
        if (states.Select(state => state.Problem).OfType<string>().ToList() is { Count: > 0 } problems)
        {
            throw new ConsortiumException(ExitCodes.StartFailed, problems[0], [.. problems.Skip(1)]);
        }

        await Task.WhenAll(states.Select(state => InstallAsync(state, packages[state.Wanted.Name], cancellationToken)));
        await Task.WhenAll(states.Where(state => state.ToCommit).Select(state => DefineAsync(state, leader, cancellationToken)));
    }

    /// <summary>True when the channel goes by the definition, as far as its peers can be asked.</summary>
    public async Task<bool> IsCommittedAsync(ChaincodeDescription chaincode)
    {
        try
        {
            return await CommittedAsync(chaincode, CancellationToken.None) is { } committed && committed.Sequence >= chaincode.Sequence;
        }
        catch (ConsortiumException)
        {
            return false;
        }
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<InstalledPackage>>> InstalledAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(Organizations.Select(async organization =>
        {
            var result = await tools.PeerAsync(organization, ["lifecycle", "chaincode", "queryinstalled", "--output", "json"], cancellationToken);
            return (organization.MspId, Packages: result.Succeeded && InstalledPackage.Read(result.Output) is { } packages ? packages : throw Refused(organization, "does not say its packages", result));
        }));
        return answers.ToDictionary(answer => answer.MspId, answer => answer.Packages);
    }

    /// <summary>As the peer with the newest ledger sees it: another may still be fetching blocks.</summary>
    private async Task<CommittedDefinition?> CommittedAsync(ChaincodeDescription chaincode, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(Organizations.Select(async organization =>
        {
            var result = await tools.PeerAsync(
                organization,
                ["lifecycle", "chaincode", "querycommitted", "--channelID", consortium.Channel, "--name", chaincode.Name, "--output", "json"],
                cancellationToken);
            return result.Succeeded ? CommittedDefinition.Read(result.Output)
                : result.Says("is not defined") ? null
                : throw Refused(organization, $"does not say the definition of chaincode {chaincode.Name}", result);
        }));
        return answers.OfType<CommittedDefinition>().MaxBy(definition => definition.Sequence);
    }

    private async Task InstallAsync(ChaincodeState state, ChaincodePackage package, CancellationToken cancellationToken)
    {
        await Task.WhenAll(Organizations.Where(organization => state.ToInstall.Contains(organization.MspId)).Select(async organization =>
        {
            var result = await tools.PeerAsync(organization, ["lifecycle", "chaincode", "install", tools.PathOf(package.Path)], cancellationToken);
            if (!result.Succeeded && !result.Says("already successfully installed"))
            {
                throw Refused(organization, $"does not install chaincode {state.Wanted.Name}", result);
            }
        }));
    }

    private async Task DefineAsync(ChaincodeState state, OrdererNodeDescription leader, CancellationToken cancellationToken)
    {
        var wanted = state.Wanted;
        IReadOnlyList<string> definition = [.. Definition(wanted), .. tools.OrdererArguments(leader)];
        await Task.WhenAll(Organizations.Select(async organization =>
        {
            // A second approval of the same is refused in one way or another, and what is said then differs between releases.
            if (await HasApprovedAsync(organization, state, cancellationToken))
            {
                return;
            }

            var result = await tools.PeerAsync(
                organization,
                ["lifecycle", "chaincode", "approveformyorg", .. definition, "--package-id", state.PackageId],
                cancellationToken);
            if (!result.Succeeded && !await HasApprovedAsync(organization, state, cancellationToken))
            {
                throw Refused(organization, $"does not approve chaincode {wanted.Name}", result);
            }
        }));

        var founder = Organizations[0];
        while (true)
        {
            var result = await tools.PeerAsync(
                founder,
                ["lifecycle", "chaincode", "commit", .. definition, .. Organizations.SelectMany(tools.PeerArguments)],
                cancellationToken);
            if (result.Succeeded || await IsCommittedAsync(wanted))
            {
                break;
            }

            // Every organization has approved; a peer may be a block behind another's approval.
            if (!result.Says("not agreed to by this org") && !result.Says("could not assemble transaction"))
            {
                throw Refused(founder, $"does not commit chaincode {wanted.Name}", result);
            }

            await watch.PauseAsync(NodeNames.Peer(founder), $"cannot commit chaincode {wanted.Name} ({result.Problem})", cancellationToken);
        }

        progress($"committed chaincode {wanted.Name}, version {wanted.Version}, sequence {wanted.Sequence}");
    }

    private IReadOnlyList<string> Definition(ChaincodeDescription wanted) =>
    [
        .. Named(wanted),
        "--version", wanted.Version,
        "--signature-policy", wanted.EndorsementPolicy,
        .. wanted.Collections.Count > 0 ? ["--collections-config", tools.PathOf(home.Collections(wanted.Name))] : Array.Empty<string>(),
    ];

    private IReadOnlyList<string> Named(ChaincodeDescription wanted) =>
    [
        "--channelID", consortium.Channel,
        "--name", wanted.Name,
        "--sequence", wanted.Sequence.ToString(CultureInfo.InvariantCulture),
    ];

    private async Task<bool> HasApprovedAsync(OrganizationDescription organization, ChaincodeState state, CancellationToken cancellationToken)
    {
        var ready = await tools.PeerAsync(
            organization, ["lifecycle", "chaincode", "checkcommitreadiness", .. Definition(state.Wanted), "--output", "json"], cancellationToken);
        if (!ready.Succeeded || !Approval.IsGiven(ready.Output, organization.MspId))
        {
            return false;
        }

        var approved = await tools.PeerAsync(
            organization, ["lifecycle", "chaincode", "queryapproved", .. Named(state.Wanted), "--output", "json"], cancellationToken);
        return approved.Succeeded && Approval.IsFor(approved.Output, state.PackageId);
    }

    private ConsortiumException Refused(OrganizationDescription organization, string what, ToolResult result) =>
        watch.Failed($"the peer of {organization.MspId} {what}: {result.Problem}; its log is below", NodeNames.Peer(organization));
}
