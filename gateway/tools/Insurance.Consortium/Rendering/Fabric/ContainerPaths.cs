namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>Where things lie inside the containers.</summary>
internal static class ContainerPaths
{
    /// <summary>The state directory, or the part of it that a container is shown; never writable.</summary>
    public static HomeDirectory Home { get; } = new("/insure");

    /// <summary>Where the official images look for their settings; a volume of theirs.</summary>
    public const string FabricConfiguration = "/etc/hyperledger/fabric";

    /// <summary>What the official images keep; a volume of theirs.</summary>
    public const string FabricState = "/var/hyperledger";

    /// <summary>Ledgers, as the official images keep them.</summary>
    public const string FabricData = "/var/hyperledger/production";

    public const string GatewayState = "/var/lib/insurance-gateway";

    public const string GatewayProgram = "/opt/insurance-gateway/insurance-gateway";

    public const string ChaincodeProgram = "/insurance-chaincode";

    /// <summary>The builder for chaincode as a service that the official peer image brings along.</summary>
    public const string PeerBuilder = "/opt/hyperledger/ccaas_builder";

    /// <summary>A path of the state directory under the name by which the containers see it.</summary>
    public static string Of(HomeDirectory home, string path) => Path.Combine(Home.Path, Path.GetRelativePath(home.Path, path));
}
