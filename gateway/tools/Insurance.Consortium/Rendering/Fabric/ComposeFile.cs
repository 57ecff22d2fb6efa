using static Insurance.Consortium.Rendering.Fabric.YamlDocumentText;

namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>
/// The compose file of a consortium. It names no machine: what differs between two of them comes from
/// <see cref="ComposeEnvironment"/>. Understood by docker-compose 1.29 and by the compose plugin of docker.
/// </summary>
internal static partial class ComposeFile
{
    /// <summary>The Fabric release whose images are run.</summary>
    public const string FabricVersion = "2.5.16";

    public const string PeerImage = $"hyperledger/fabric-peer:{FabricVersion}";

    public const string OrdererImage = $"hyperledger/fabric-orderer:{FabricVersion}";

    public const string ToolsImage = $"hyperledger/fabric-tools:{FabricVersion}";

    private const string Network = "consortium";

    private const string Loopback = "127.0.0.1";

    private const string Header = """
        # Rendered by insure from the description of the consortium: change that, not this.
        # `insure up --network docker` starts it; docs/operate/docker.md says how to do so by hand. The variables come from
        # compose.env in the state directory, which `insure network render --for docker` writes.

        """;

    public static string Render(ConsortiumDescription consortium)
    {
        var node = Shared("node", FabricNode());
        var gateway = Shared("gateway", GatewayBase());
        var chaincode = Shared("chaincode", ChaincodeBase());
        return Header + YamlDocumentText.Render(Map(
            ("x-node", node),
            ("x-chaincode", chaincode),
            ("x-gateway", gateway),
            ("services", Map(
            [
                .. consortium.Orderer.Nodes.Select(item => (ServiceNames.Orderer(item), (YamlNode)Orderer(consortium, item, node))),
                .. consortium.Organizations.Select(item => (ServiceNames.Chaincode(item), (YamlNode)Chaincode(item, chaincode))),
                .. consortium.Organizations.Select(item => (ServiceNames.Peer(item), (YamlNode)Peer(consortium, item, node))),
                .. consortium.WithGateway.Select(item => (ServiceNames.Gateway(item), (YamlNode)Gateway(item, consortium.Listening, gateway))),
                (ServiceNames.Tools, Tools()),
            ])),
            ("networks", Map((Network, Map(("driver", Word("bridge")))))),
            ("volumes", Map(Volumes(consortium).Select(name => (name, (YamlNode)Map()))))));
    }

    /// <summary>What outlives containers.</summary>
    private static IEnumerable<string> Volumes(ConsortiumDescription consortium) =>
    [
        .. consortium.Orderer.Nodes.Select(ServiceNames.Orderer),
        .. consortium.Organizations.Select(ServiceNames.Peer),
        .. consortium.WithGateway.Select(ServiceNames.Gateway),
    ];

    /// <summary>What all services have in common.</summary>
    private static (string, YamlNode)[] Basics() =>
    [
        ("restart", Word("unless-stopped")),
        ("networks", Row(Word(Network))),
        ("cap_drop", Row(Word("ALL"))),
        ("security_opt", Row(Word("no-new-privileges:true"))),
        ("logging", Map(("driver", Word("json-file")), ("options", Map(("max-size", Text("10m")), ("max-file", Text("3")))))),
    ];

    private static (string, YamlNode) Inherit(YamlMappingNode shared) => ("<<", shared);

    private static (string, YamlNode) Environment(params IEnumerable<(string Name, string Value)> variables) =>
        ("environment", Map(variables.Select(variable => (variable.Name, (YamlNode)Text(variable.Value)))));

    private static (string, YamlNode) Publish(params IEnumerable<int> ports) => PublishOn(Loopback, ports);

    private static (string, YamlNode) PublishOn(string host, params IEnumerable<int> ports) =>
        ("ports", List(ports.Select(port => Text($"{host}:{port}:{port}"))));

    private static (string, YamlNode) DependsOn(params IEnumerable<string> services) =>
        ("depends_on", Map(services.Select(service => (service, (YamlNode)Map(("condition", Word("service_healthy")))))));

    private static (string, YamlNode) HealthCheck(int intervalSeconds, int startSeconds, params IEnumerable<string> command) =>
        ("healthcheck", Map(
            ("test", Row(command.Prepend("CMD").Select(Text))),
            ("interval", Word($"{intervalSeconds}s")),
            ("timeout", Word("10s")),
            ("retries", Word("3")),
            ("start_period", Word($"{startSeconds}s"))));

    /// <summary>A folder or file of the state directory; missing ones are errors, not new empty folders.</summary>
    private static YamlMappingNode FromHome(string path) => FromHome(path, path);

    private static YamlMappingNode FromHome(string path, string target)
    {
        var inside = Path.GetRelativePath(ContainerPaths.Home.Path, path);
        return Map(
            ("type", Word("bind")),
            ("source", Word(inside == "." ? ComposeEnvironment.HomeReference : $"{ComposeEnvironment.HomeReference}/{inside}")),
            ("target", Word(target)),
            ("read_only", Word("true")));
    }

    private static YamlMappingNode Volume(string name, string target) =>
        Map(("type", Word("volume")), ("source", Name(name)), ("target", Word(target)));
}
