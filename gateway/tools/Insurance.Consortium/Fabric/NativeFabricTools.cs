namespace Insurance.Consortium.Fabric;

/// <summary>The tools as programs of this machine, the network on its loopback interface.</summary>
internal sealed class NativeFabricTools(HomeDirectory home, OrdererDescription orderer, FabricPrograms programs) : IFabricTools
{
    private const string Host = FabricHosts.LoopbackAddress;

    public FabricHosts Hosts => FabricHosts.Loopback;

    public Task<ToolResult> PeerAsync(OrganizationDescription organization, IReadOnlyList<string> arguments, CancellationToken cancellationToken) => ToolProcess.RunAsync(
        programs.Peer,
        arguments,
        FabricEnvironment.Of(
            ("FABRIC_CFG_PATH", home.CliConfiguration),
            ("FABRIC_LOGGING_SPEC", "error"),
            ("CORE_PEER_LOCALMSPID", organization.MspId),
            ("CORE_PEER_MSPCONFIGPATH", home.AdminMsp(organization.MspId)),
            ("CORE_PEER_ADDRESS", PeerAddress(organization)),
            ("CORE_PEER_TLS_ENABLED", "true"),
            ("CORE_PEER_TLS_ROOTCERT_FILE", home.CaCertificate(organization.MspId))),
        cancellationToken);

    public Task<ToolResult> OrdererAdminAsync(OrdererNodeDescription node, IReadOnlyList<string> arguments, CancellationToken cancellationToken) => ToolProcess.RunAsync(
        programs.OsnAdmin,
        [
            .. arguments,
            "--orderer-address", $"{Host}:{node.AdminPort}",
            "--ca-file", home.CaCertificate(orderer.MspId),
            "--client-cert", home.AdminTlsCertificate(orderer.MspId),
            "--client-key", home.AdminTlsKey(orderer.MspId),
        ],
        FabricEnvironment.Of(),
        cancellationToken);

    public Task<ToolResult> ConfigTxGenAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        ToolProcess.RunAsync(programs.ConfigTxGen, arguments, FabricEnvironment.Of(("FABRIC_LOGGING_SPEC", "error")), cancellationToken);

    public string PathOf(string path) => path;

    public IReadOnlyList<string> OrdererArguments(OrdererNodeDescription node) =>
        ["--orderer", $"{Host}:{node.Port}", "--tls", "--cafile", home.CaCertificate(orderer.MspId)];

    public IReadOnlyList<string> PeerArguments(OrganizationDescription organization) =>
        ["--peerAddresses", PeerAddress(organization), "--tlsRootCertFiles", home.CaCertificate(organization.MspId)];

    public Uri PeerOperations(OrganizationDescription organization) => new($"http://{Host}:{organization.OperationsPort}");

    public Uri OrdererOperations(OrdererNodeDescription node) => new($"http://{Host}:{node.OperationsPort}");

    private static string PeerAddress(OrganizationDescription organization) => $"{Host}:{organization.PeerPort}";
}
