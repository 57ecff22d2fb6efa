namespace Insurance.Consortium.Running;

/// <summary>Reconciles consortium.yaml, which may be edited at any time, with what a ledger that is there has fixed.</summary>
internal static class LedgerFacts
{
    /// <summary>
    /// The description to run. Fails when it names other members or nodes than the ledger; takes ports and the state of
    /// chaincode definitions from the record.
    /// </summary>
    public static ConsortiumDescription Apply(HomeRecord record, ConsortiumDescription described, string home, Action<string> progress)
    {
        var result = record.Consortium is { } made ? WithLedgers(made, described, home, progress) : described;
        return result with
        {
            Chaincode = Current(record, result.Chaincode, progress),
            AdditionalChaincodes = [.. result.AdditionalChaincodes.Select(chaincode => Current(record, chaincode, progress))],
        };
    }

    public static void RefuseOtherPorts(ConsortiumDescription made, int? basePort, string home)
    {
        var first = made.Organizations[0].PeerPort;
        if (basePort is > 0 && basePort != first)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"the channel in {home} knows its nodes by ports from {first}; leave --base-port {basePort} out, or choose another directory with --home");
        }
    }

    private static ConsortiumDescription WithLedgers(ConsortiumDescription made, ConsortiumDescription described, string home, Action<string> progress)
    {
        List<string> differences =
        [
            .. made.Channel == described.Channel ? Array.Empty<string>() : [$"the channel is {made.Channel}, not {described.Channel}"],
            .. Difference("organizations", made.Organizations.Select(item => item.MspId), described.Organizations.Select(item => item.MspId)),
            .. Difference("orderer organization", [made.Orderer.MspId], [described.Orderer.MspId]),
            .. made.Orderer.Consensus == described.Orderer.Consensus ? Array.Empty<string>() : [$"its orderers agree by {Word(made.Orderer.Consensus)}, not {Word(described.Orderer.Consensus)}"],
            .. made.ChannelCapability == described.ChannelCapability ? Array.Empty<string>()
                : [$"channelCapability is {made.ChannelCapability}, not {described.ChannelCapability}{(made.ChannelCapability > described.ChannelCapability ? ", and no channel goes back to a lower one" : "")}"],
            .. Difference("orderer nodes", made.Orderer.Nodes.Select(item => item.Name), described.Orderer.Nodes.Select(item => item.Name)),
        ];
        if (differences.Count > 0)
        {
            throw new ConsortiumException(
                ExitCodes.InvalidInput,
                $"consortium.yaml is not that of the ledger in {home}: {string.Join("; ", differences)}; name the ledger's own file with --config, choose another directory with --home, or begin anew with `{Invocation.Of(home, "down --wipe")}`");
        }

        if (!Ports(made).SequenceEqual(Ports(described)))
        {
            progress($"the ledger in {home} was made with ports from {made.Organizations[0].PeerPort}, which its channel knows; using those");
        }

        var organizations = made.Organizations.ToDictionary(item => item.MspId);
        var nodes = made.Orderer.Nodes.ToDictionary(item => item.Name);
        return described with
        {
            Organizations =
            [
                .. described.Organizations.Select(item => organizations[item.MspId] with
                {
                    Name = item.Name,
                    Kind = item.Kind,
                    GatewayPort = item.GatewayPort is null ? null : organizations[item.MspId].GatewayPort ?? item.GatewayPort,
                    HolderPort = item.HolderPort is null ? null : organizations[item.MspId].HolderPort ?? item.HolderPort,
                    AdditionalChaincodePorts =
                    [
                        .. item.AdditionalChaincodePorts.Select((port, index) => organizations[item.MspId].AdditionalChaincodePorts.ElementAtOrDefault(index) is > 0 and var known ? known : port),
                    ],
                }),
            ],
            Orderer = described.Orderer with { Nodes = [.. described.Orderer.Nodes.Select(item => nodes[item.Name])] },
        };
    }

    private static ChaincodeDescription Current(HomeRecord record, ChaincodeDescription described, Action<string> progress)
    {
        if (record.Deployed(described.Name) is not { } deployed || deployed.Sequence < described.Sequence)
        {
            return described;
        }

        if (deployed.Digest != DeployedChaincode.DigestOf(described))
        {
            progress($"the policy or the collections of chaincode {described.Name} in consortium.yaml are not those of sequence {deployed.Sequence} on the ledger; `insure network upgrade` puts them there");
        }

        return described with { Version = deployed.Version, Sequence = deployed.Sequence };
    }

    private static string Word(Consensus consensus) => consensus.ToString().ToLowerInvariant();

    private static IEnumerable<string> Difference(string what, IEnumerable<string> made, IEnumerable<string> described)
    {
        var (before, now) = (made.ToHashSet(), described.ToHashSet());
        List<string> parts =
        [
            .. now.Except(before).Order(StringComparer.Ordinal).Select(name => $"{name} is new"),
            .. before.Except(now).Order(StringComparer.Ordinal).Select(name => $"{name} is missing"),
        ];
        return parts.Count == 0 ? [] : [$"{what}: {string.Join(", ", parts)}"];
    }

    private static IEnumerable<int> Ports(ConsortiumDescription consortium) =>
        consortium.Organizations.SelectMany(item => new[] { item.PeerPort, item.ChaincodePort, item.PeerChaincodePort, item.OperationsPort })
            .Concat(consortium.Orderer.Nodes.SelectMany(node => new[] { node.Port, node.AdminPort, node.OperationsPort }));
}
