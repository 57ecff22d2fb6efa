namespace Insurance.Consortium.Description;

/// <summary>A member organization: one peer, one certificate authority, and a gateway where it has a port for one.</summary>
/// <param name="Name">Its name in full.</param>
/// <param name="MspId">Its MSP id.</param>
/// <param name="Kind">What kind of member it is.</param>
/// <param name="PeerPort">The peer's clients, the orderers and the other peers.</param>
/// <param name="GatewayPort">Null: no gateway is run for it.</param>
/// <param name="ChaincodePort">The server of the consortium's own chaincode.</param>
/// <param name="PeerChaincodePort">The peer's own listener for chaincode that it starts.</param>
/// <param name="OperationsPort">The peer's health and metrics.</param>
/// <param name="AdditionalChaincodePorts">The servers of additional chaincodes, in the order of the file.</param>
/// <param name="HolderPort">The policyholders' page of an insurer's gateway; null: there is no such gateway.</param>
public sealed record OrganizationDescription(
    string Name,
    string MspId,
    OrganizationKind Kind,
    int PeerPort,
    int? GatewayPort,
    int ChaincodePort,
    int PeerChaincodePort,
    int OperationsPort,
    IReadOnlyList<int> AdditionalChaincodePorts,
    int? HolderPort)
{
    /// <summary>The jobs that an insurer's gateway runs by itself, by their names in the gateway's settings, with their intervals.</summary>
    public IReadOnlyDictionary<string, string> Jobs { get; init; } = new Dictionary<string, string>();

    /// <summary>All of them.</summary>
    [JsonIgnore]
    public IEnumerable<int> Ports =>
    [
        PeerPort,
        .. GatewayPort is { } gateway ? [gateway] : Array.Empty<int>(),
        ChaincodePort,
        PeerChaincodePort,
        OperationsPort,
        .. AdditionalChaincodePorts,
        .. HolderPort is { } holders ? [holders] : Array.Empty<int>(),
    ];

    /// <summary>The port of the chaincode at an index of <see cref="ConsortiumDescription.Chaincodes"/>.</summary>
    public int ChaincodePortAt(int index) => index == 0 ? ChaincodePort : AdditionalChaincodePorts[index - 1];
}
