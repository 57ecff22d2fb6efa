using System.Text.Json.Serialization;

namespace Insurance.Cli.Consortium;

/// <summary>The whole of consortium.yaml, with what follows from it filled in.</summary>
internal sealed record ConsortiumDescription(
    string Channel,
    BatchDescription Batch,
    OrdererDescription Orderer,
    IReadOnlyList<OrganizationDescription> Organizations,
    IReadOnlyList<BrokerDescription> Brokers,
    ChaincodeDescription Chaincode,
    IReadOnlyList<ChaincodeDescription> AdditionalChaincodes)
{
    /// <summary>The consortium's own chaincode first.</summary>
    [JsonIgnore]
    public IReadOnlyList<ChaincodeDescription> Chaincodes => [Chaincode, .. AdditionalChaincodes];

    [JsonIgnore]
    public IEnumerable<OrganizationDescription> Insurers =>
        Organizations.Where(organization => organization.Kind == OrganizationKind.Insurer);

    /// <summary>The organizations that a gateway is run for.</summary>
    [JsonIgnore]
    public IEnumerable<OrganizationDescription> WithGateway =>
        Organizations.Where(organization => organization.GatewayPort is not null);

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
        + (Orderer.Nodes.Count * 3);

    /// <summary>The same consortium with other ports: the peers take the first, then the gateways, then the rest.</summary>
    public ConsortiumDescription WithPorts(IReadOnlyList<int> ports)
    {
        var next = 0;
        int[] peers = [.. Organizations.Select(_ => ports[next++])];
        int?[] gateways = [.. Organizations.Select(organization => organization.GatewayPort is null ? (int?)null : ports[next++])];
        return this with
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
    }
}
