namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>The services of the compose file, which are also host names of its network and of the TLS certificates.</summary>
internal static class ServiceNames
{
    /// <summary>Fabric's command line tools, in a container that only waits for them to be called.</summary>
    public const string Tools = "tools";

    public static string Peer(OrganizationDescription organization) => Of("peer", organization);

    public static string Chaincode(OrganizationDescription organization) => Of("chaincode", organization);

    public static string Gateway(OrganizationDescription organization) => Of("gateway", organization);

    public static string Orderer(OrdererNodeDescription node) => node.Name.ToLowerInvariant();

    private static string Of(string what, OrganizationDescription organization) => $"{what}-{organization.MspId.ToLowerInvariant()}";
}
