namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>The hosts by which the nodes of a network reach one another.</summary>
public sealed class FabricHosts
{
    public const string LoopbackAddress = "127.0.0.1";

    private readonly bool _named;

    private FabricHosts(bool named) => _named = named;

    /// <summary>Everything on this machine's loopback interface.</summary>
    public static FabricHosts Loopback { get; } = new(named: false);

    /// <summary>Each node on a host of its own name, as in the network of a compose file.</summary>
    public static FabricHosts Containers { get; } = new(named: true);

    public string Peer(OrganizationDescription organization) => _named ? ServiceNames.Peer(organization) : LoopbackAddress;

    public string Chaincode(ConsortiumDescription consortium, ChaincodeDescription chaincode, OrganizationDescription organization) =>
        !_named ? LoopbackAddress
        : chaincode.Name == consortium.Chaincode.Name ? ServiceNames.Chaincode(organization)
        : $"chaincode-{chaincode.Name}-{organization.MspId}".ToLowerInvariant();

    public string Orderer(OrdererNodeDescription node) => _named ? ServiceNames.Orderer(node) : LoopbackAddress;
}
