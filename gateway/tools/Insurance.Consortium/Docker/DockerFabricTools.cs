using System.Collections.Concurrent;

namespace Insurance.Consortium.Docker;

/// <summary>The tools in their container, the network by its services' names.</summary>
/// <param name="home">The state directory, which the container sees but cannot write to.</param>
/// <param name="orderer">The orderers' organization.</param>
/// <param name="engine">The engine.</param>
/// <param name="container">The container with the tools.</param>
internal sealed class DockerFabricTools(HomeDirectory home, OrdererDescription orderer, DockerEngine engine, string container) : IFabricTools
{
    private const string Loopback = "127.0.0.1";
    private readonly HomeDirectory _inside = ContainerPaths.Home;

    /// <summary>Files that a tool is to write: the path in the container, then the one in the state directory.</summary>
    private readonly ConcurrentDictionary<string, string> _outputs = new();

    public FabricHosts Hosts => FabricHosts.Containers;

    public Task<ToolResult> PeerAsync(OrganizationDescription organization, IReadOnlyList<string> arguments, CancellationToken cancellationToken) => RunAsync(
        [
            ("FABRIC_CFG_PATH", _inside.CliConfiguration),
            ("CORE_PEER_LOCALMSPID", organization.MspId),
            ("CORE_PEER_MSPCONFIGPATH", _inside.AdminMsp(organization.MspId)),
            ("CORE_PEER_ADDRESS", PeerAddress(organization)),
            ("CORE_PEER_TLS_ENABLED", "true"),
            ("CORE_PEER_TLS_ROOTCERT_FILE", _inside.CaCertificate(organization.MspId)),
        ],
        ["peer", .. arguments],
        cancellationToken);

    public Task<ToolResult> OrdererAdminAsync(OrdererNodeDescription node, IReadOnlyList<string> arguments, CancellationToken cancellationToken) => RunAsync(
        [],
        [
            "osnadmin",
            .. arguments,
            "--orderer-address", $"{ServiceNames.Orderer(node)}:{node.AdminPort}",
            "--ca-file", _inside.CaCertificate(orderer.MspId),
            "--client-cert", _inside.AdminTlsCertificate(orderer.MspId),
            "--client-key", _inside.AdminTlsKey(orderer.MspId),
        ],
        cancellationToken);

    public Task<ToolResult> ConfigTxGenAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        RunAsync([], ["configtxgen", .. arguments], cancellationToken);

    public string PathOf(string path)
    {
        if (File.Exists(path) || Directory.Exists(path))
        {
            return ContainerPaths.Of(home, path);
        }

        var output = $"/tmp/{Path.GetFileName(path)}";
        _outputs[output] = path;
        return output;
    }

    public IReadOnlyList<string> OrdererArguments(OrdererNodeDescription node) =>
        ["--orderer", $"{ServiceNames.Orderer(node)}:{node.Port}", "--tls", "--cafile", _inside.CaCertificate(orderer.MspId)];

    public IReadOnlyList<string> PeerArguments(OrganizationDescription organization) =>
        ["--peerAddresses", PeerAddress(organization), "--tlsRootCertFiles", _inside.CaCertificate(organization.MspId)];

    public Uri PeerOperations(OrganizationDescription organization) => new($"http://{Loopback}:{organization.OperationsPort}");

    public Uri OrdererOperations(OrdererNodeDescription node) => new($"http://{Loopback}:{node.OperationsPort}");

    private static string PeerAddress(OrganizationDescription organization) => $"{ServiceNames.Peer(organization)}:{organization.PeerPort}";

    private async Task<ToolResult> RunAsync(IEnumerable<(string Name, string Value)> variables, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var result = await engine.RunAsync(
            ["exec", .. variables.SelectMany(variable => new[] { "--env", $"{variable.Name}={variable.Value}" }), container, .. command],
            cancellationToken);
        foreach (var output in result.Succeeded ? command.Where(_outputs.ContainsKey) : [])
        {
            result = await FetchAsync(result, output, _outputs[output], cancellationToken);
        }

        return result;
    }

    private async Task<ToolResult> FetchAsync(ToolResult result, string output, string path, CancellationToken cancellationToken)
    {
        var copied = await engine.RunAsync(["cp", $"{container}:{output}", path], cancellationToken);
        return copied.Succeeded ? result : copied;
    }
}
