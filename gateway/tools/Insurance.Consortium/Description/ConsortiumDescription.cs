namespace Insurance.Consortium.Description;

/// <summary>The whole of consortium.yaml, with what follows from it filled in.</summary>
public sealed record ConsortiumDescription(
    string Channel,
    BatchDescription Batch,
    OrdererDescription Orderer,
    IReadOnlyList<OrganizationDescription> Organizations,
    IReadOnlyList<BrokerDescription> Brokers,
    ChaincodeDescription Chaincode,
    IReadOnlyList<ChaincodeDescription> AdditionalChaincodes)
{
    /// <summary>Where its gateways listen; null: on the loopback interface.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GatewayListening? Listening { get; init; }

    /// <summary>The channel's; what concerns orderers and members alone stays V2_0 and V2_5 with either.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ChannelCapability ChannelCapability { get; init; }

    /// <summary>On DevLedger: the version of Fabric whose answers it gives where they differ.</summary>
    public string Answers { get; init; } = "2.5";

    /// <summary>The consortium's own chaincode first.</summary>
    [JsonIgnore]
    public IReadOnlyList<ChaincodeDescription> Chaincodes => [Chaincode, .. AdditionalChaincodes];

    [JsonIgnore]
    public IEnumerable<OrganizationDescription> Insurers =>
        Organizations.Where(organization => organization.Kind.Can().HoldsRecords);

    /// <summary>The organizations that a gateway is run for.</summary>
    [JsonIgnore]
    public IEnumerable<OrganizationDescription> WithGateway =>
        Organizations.Where(organization => organization.GatewayPort is not null);

    /// <summary>The address under which others call an organization's gateway.</summary>
    public string GatewayUrl(OrganizationDescription organization) =>
        FormattableString.Invariant($"https://{(Listening ?? GatewayListening.Usual).PublicHost}:{organization.GatewayPort}");

    /// <summary>The same consortium with another definition of one of its chaincodes.</summary>
    public ConsortiumDescription With(ChaincodeDescription chaincode) => this with
    {
        Chaincode = Chaincode.Name == chaincode.Name ? chaincode : Chaincode,
        AdditionalChaincodes = [.. AdditionalChaincodes.Select(item => item.Name == chaincode.Name ? chaincode : item)],
    };

    /// <summary>How many ports <see cref="WithPorts"/> takes.</summary>
    [JsonIgnore]
    public int PortCount => Organizations.Sum(organization => 4 + organization.AdditionalChaincodePorts.Count)
        + WithGateway.Count()
        + Organizations.Count(organization => organization.HolderPort is not null)
        + (Orderer.Nodes.Count * 3);

    /// <summary>
    /// The same consortium with the ports that its members and nodes had in another description of it. One that is new keeps its own,
    /// or takes what <paramref name="free"/> gives where another has that one.
    /// </summary>
    public ConsortiumDescription WithPortsOf(ConsortiumDescription before, Func<int> free)
    {
        var (members, nodes) = (before.Organizations.ToDictionary(item => item.MspId), before.Orderer.Nodes.ToDictionary(item => item.Name));
        var taken = Organizations.Where(item => members.ContainsKey(item.MspId)).SelectMany(item => members[item.MspId].Ports)
            .Concat(Orderer.Nodes.Where(item => nodes.ContainsKey(item.Name)).SelectMany(item => nodes[item.Name].Ports))
            .ToHashSet();
        int New(int port)
        {
            while (!taken.Add(port))
            {
                port = free();
            }

            return port;
        }

        return this with
        {
            Organizations = [.. Organizations.Select(item => Ported(item, members.GetValueOrDefault(item.MspId)))],
            Orderer = Orderer with
            {
                Nodes =
                [
                    .. Orderer.Nodes.Select(item => nodes.TryGetValue(item.Name, out var known)
                        ? item with { Port = known.Port, AdminPort = known.AdminPort, OperationsPort = known.OperationsPort }
                        : item with { Port = New(item.Port), AdminPort = New(item.AdminPort), OperationsPort = New(item.OperationsPort) }),
                ],
            },
        };

        OrganizationDescription Ported(OrganizationDescription item, OrganizationDescription? known) => item with
        {
            PeerPort = known?.PeerPort ?? New(item.PeerPort),
            GatewayPort = item.GatewayPort is not { } gateway ? null : known?.GatewayPort ?? New(gateway),
            HolderPort = item.HolderPort is not { } holders ? null : known?.HolderPort ?? New(holders),
            ChaincodePort = known?.ChaincodePort ?? New(item.ChaincodePort),
            PeerChaincodePort = known?.PeerChaincodePort ?? New(item.PeerChaincodePort),
            OperationsPort = known?.OperationsPort ?? New(item.OperationsPort),
            AdditionalChaincodePorts =
            [
                .. item.AdditionalChaincodePorts.Select((port, index) =>
                    known is not null && index < known.AdditionalChaincodePorts.Count ? known.AdditionalChaincodePorts[index] : New(port)),
            ],
        };
    }

    /// <summary>The same consortium with other ports: the peers take the first, then the gateways, then the rest, the policyholders' pages last.</summary>
    public ConsortiumDescription WithPorts(IReadOnlyList<int> ports)
    {
        var next = 0;
        int[] peers = [.. Organizations.Select(_ => ports[next++])];
        int?[] gateways = [.. Organizations.Select(organization => organization.GatewayPort is null ? (int?)null : ports[next++])];
        var moved = this with
        {
            Organizations =
            [
                .. Organizations.Select((organization, index) => organization with
                {
                    PeerPort = peers[index],
                    GatewayPort = gateways[index],
                    ChaincodePort = ports[next++],
                    PeerChaincodePort = ports[next++],
                    OperationsPort = ports[next++],
                    AdditionalChaincodePorts = [.. organization.AdditionalChaincodePorts.Select(_ => ports[next++])],
                }),
            ],
            Orderer = Orderer with
            {
                Nodes =
                [
                    .. Orderer.Nodes.Select(node => node with
                    {
                        Port = ports[next++],
                        AdminPort = ports[next++],
                        OperationsPort = ports[next++],
                    }),
                ],
            },
        };
        return moved with
        {
            Organizations = [.. moved.Organizations.Select(organization => organization.HolderPort is null ? organization : organization with { HolderPort = ports[next++] })],
        };
    }
}
