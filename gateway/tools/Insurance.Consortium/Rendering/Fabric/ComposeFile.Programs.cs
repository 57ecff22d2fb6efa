using static Insurance.Consortium.Rendering.Fabric.YamlDocumentText;

namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>Gateways and chaincode servers: our own images.</summary>
internal static partial class ComposeFile
{
    private static YamlMappingNode ChaincodeBase() => Map(
    [
        ("image", Word(ComposeEnvironment.ChaincodeImageReference)),
        ("build", Build("chaincode/Dockerfile")),
        .. Basics(),
        ("read_only", Word("true")),
        ("stop_grace_period", Word("10s")),
    ]);

    private static YamlMappingNode GatewayBase() => Map(
    [
        ("image", Word(ComposeEnvironment.GatewayImageReference)),
        ("build", Build("gateway/insurance/Insurance.Gateway/Dockerfile")),
        .. Basics(),
        ("read_only", Word("true")),
        ("tmpfs", Row(Word("/tmp"))),
        // Only the owner of the state directory can read its keys.
        ("user", Text(ComposeEnvironment.UserReference)),
        ("stop_grace_period", Word("15s")),
    ]);

    private static YamlMappingNode Chaincode(OrganizationDescription organization, YamlMappingNode shared) => Map(
        Inherit(shared),
        ("hostname", Name(ServiceNames.Chaincode(organization))),
        Environment(
            ("CHAINCODE_SERVER_ADDRESS", $"0.0.0.0:{organization.ChaincodePort}"),
            ("CHAINCODE_ID", ComposeEnvironment.ChaincodeIdReference),
            ("CORE_PEER_LOCALMSPID", organization.MspId)),
        HealthCheck(5, 20, ContainerPaths.ChaincodeProgram, "health"));

    private static YamlMappingNode Gateway(OrganizationDescription organization, GatewayListening? listening, YamlMappingNode shared)
    {
        var (home, mspId, port) = (ContainerPaths.Home, organization.MspId, organization.GatewayPort!.Value);
        var configuration = home.GatewayConfiguration(mspId);
        return Map(
            Inherit(shared),
            ("hostname", Name(ServiceNames.Gateway(organization))),
            ("command", Row(Text("--config"), Text(configuration))),
            Environment([
                ("Gateway__Listen", $"0.0.0.0:{port}"),
                .. organization.HolderPort is { } holders ? [("Gateway__Holders__Listen", $"0.0.0.0:{holders}")] : Array.Empty<(string, string)>(),
                ("Gateway__Peer__Endpoint", $"https://{ServiceNames.Peer(organization)}:{organization.PeerPort}"),
                ("Gateway__Peer__ServerName", ServiceNames.Peer(organization)),
                ("Gateway__StateDirectory", ContainerPaths.GatewayState),
                // On a first start the peer has no channel to answer from until it is made.
                ("Gateway__Timeouts__Startup", "00:05:00"),
            ]),
            ("volumes", List(
                FromHome(Path.GetDirectoryName(configuration)!),
                FromHome(home.CaCertificate(mspId)),
                Volume(ServiceNames.Gateway(organization), ContainerPaths.GatewayState))),
            PublishOn((listening ?? GatewayListening.Usual).PublishedHost, [port, .. organization.HolderPort is { } page ? [page] : Array.Empty<int>()]),
            DependsOn(ServiceNames.Peer(organization)),
            HealthCheck(15, 300, ContainerPaths.GatewayProgram, "health", "--config", configuration));
    }

    private static YamlMappingNode Build(string dockerfile) =>
        Map(("context", Word(ComposeEnvironment.SourceReference)), ("dockerfile", Word(dockerfile)));
}
