namespace Insurance.Consortium.Fabric;

/// <summary>The names of a Fabric network's processes; an orderer's is its own.</summary>
internal static class NodeNames
{
    public static string Peer(OrganizationDescription organization) => $"peer-{organization.MspId}";

    /// <summary>The consortium's own chaincode goes without its name.</summary>
    public static string Chaincode(ConsortiumDescription consortium, ChaincodeDescription chaincode, OrganizationDescription organization) =>
        chaincode.Name == consortium.Chaincode.Name ? $"chaincode-{organization.MspId}" : $"chaincode-{chaincode.Name}-{organization.MspId}";
}
