namespace Insurance.Cli.Consortium;

/// <summary>The whole of consortium.yaml.</summary>
internal sealed record ConsortiumDescription(
    string Channel,
    BatchDescription Batch,
    OrdererDescription Orderer,
    IReadOnlyList<OrganizationDescription> Organizations,
    IReadOnlyList<BrokerDescription> Brokers,
    ChaincodeDescription Chaincode)
{
    public IEnumerable<OrganizationDescription> Insurers =>
        Organizations.Where(organization => organization.Kind == OrganizationKind.Insurer);

    /// <summary>The same consortium with ports counted up from <paramref name="basePort"/>: the peers first, then the gateways.</summary>
    public ConsortiumDescription WithPorts(IReadOnlyList<int> ports) => this with
    {
        Organizations =
        [
            .. Organizations.Select((organization, index) => organization with
            {
                PeerPort = ports[index],
                GatewayPort = ports[Organizations.Count + index],
            }),
        ],
    };
}
