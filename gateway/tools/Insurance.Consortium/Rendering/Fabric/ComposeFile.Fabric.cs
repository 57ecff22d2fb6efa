using static Insurance.Consortium.Rendering.Fabric.YamlDocumentText;

namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>Orderers, peers and tools: the official images, with the rendered settings and what differs in a container.</summary>
internal static partial class ComposeFile
{
    private static YamlMappingNode FabricNode() => Map(
    [
        .. Basics(),
        // The official images run as root; of root's powers they need only to read key files of the user who made them.
        ("cap_add", Row(Word("DAC_OVERRIDE"))),
        ("stop_grace_period", Word("30s")),
    ]);

    private static YamlMappingNode Orderer(ConsortiumDescription consortium, OrdererNodeDescription node, YamlMappingNode shared)
    {
        var (home, mspId) = (ContainerPaths.Home, consortium.Orderer.MspId);
        var (authority, certificate, key) = (home.CaCertificate(mspId), home.TlsCertificate(mspId, node.Name), home.TlsKey(mspId, node.Name));
        return Map(
            Inherit(shared),
            ("image", Word(OrdererImage)),
            ("hostname", Name(ServiceNames.Orderer(node))),
            Environment(
                ("FABRIC_CFG_PATH", ContainerPaths.FabricConfiguration),
                ("FABRIC_LOGGING_SPEC", ComposeEnvironment.LoggingReference),
                ("ORDERER_GENERAL_LISTENADDRESS", "0.0.0.0"),
                ("ORDERER_GENERAL_LISTENPORT", $"{node.Port}"),
                ("ORDERER_GENERAL_LOCALMSPID", mspId),
                ("ORDERER_GENERAL_LOCALMSPDIR", home.NodeMsp(mspId, node.Name)),
                ("ORDERER_GENERAL_TLS_ENABLED", "true"),
                ("ORDERER_GENERAL_TLS_CERTIFICATE", certificate),
                ("ORDERER_GENERAL_TLS_PRIVATEKEY", key),
                ("ORDERER_GENERAL_TLS_ROOTCAS", $"[{authority}]"),
                ("ORDERER_GENERAL_TLS_CLIENTROOTCAS", $"[{authority}]"),
                ("ORDERER_GENERAL_CLUSTER_CLIENTCERTIFICATE", certificate),
                ("ORDERER_GENERAL_CLUSTER_CLIENTPRIVATEKEY", key),
                ("ORDERER_GENERAL_CLUSTER_ROOTCAS", $"[{authority}]"),
                ("ORDERER_ADMIN_LISTENADDRESS", $"0.0.0.0:{node.AdminPort}"),
                ("ORDERER_ADMIN_TLS_ENABLED", "true"),
                ("ORDERER_ADMIN_TLS_CERTIFICATE", certificate),
                ("ORDERER_ADMIN_TLS_PRIVATEKEY", key),
                ("ORDERER_ADMIN_TLS_CLIENTAUTHREQUIRED", "true"),
                ("ORDERER_ADMIN_TLS_ROOTCAS", $"[{authority}]"),
                ("ORDERER_ADMIN_TLS_CLIENTROOTCAS", $"[{authority}]"),
                ("ORDERER_OPERATIONS_LISTENADDRESS", $"0.0.0.0:{node.OperationsPort}"),
                ("ORDERER_FILELEDGER_LOCATION", $"{ContainerPaths.FabricData}/orderer"),
                ("ORDERER_CONSENSUS_WALDIR", $"{ContainerPaths.FabricData}/orderer/etcdraft/wal"),
                ("ORDERER_CONSENSUS_SNAPDIR", $"{ContainerPaths.FabricData}/orderer/etcdraft/snapshot")),
            ("volumes", List(
                FromHome(home.OrdererConfiguration(node.Name), ContainerPaths.FabricConfiguration),
                FromHome(Path.Combine(home.Organization(mspId), node.Name)),
                FromHome(authority),
                Volume(ServiceNames.Orderer(node), ContainerPaths.FabricState))),
            Publish(node.OperationsPort),
            NodeHealth(node.OperationsPort));
    }

    private static YamlMappingNode Peer(ConsortiumDescription consortium, OrganizationDescription organization, YamlMappingNode shared)
    {
        var (home, mspId, service) = (ContainerPaths.Home, organization.MspId, ServiceNames.Peer(organization));
        var address = $"{service}:{organization.PeerPort}";
        return Map(
            Inherit(shared),
            ("image", Word(PeerImage)),
            ("hostname", Name(service)),
            Environment(
                ("FABRIC_CFG_PATH", ContainerPaths.FabricConfiguration),
                ("FABRIC_LOGGING_SPEC", ComposeEnvironment.LoggingReference),
                ("CORE_PEER_ID", service),
                ("CORE_PEER_LOCALMSPID", mspId),
                ("CORE_PEER_MSPCONFIGPATH", home.NodeMsp(mspId, "peer")),
                ("CORE_PEER_ADDRESS", address),
                ("CORE_PEER_LISTENADDRESS", $"0.0.0.0:{organization.PeerPort}"),
                ("CORE_PEER_CHAINCODEADDRESS", $"{service}:{organization.PeerChaincodePort}"),
                ("CORE_PEER_CHAINCODELISTENADDRESS", $"0.0.0.0:{organization.PeerChaincodePort}"),
                ("CORE_PEER_GOSSIP_BOOTSTRAP", address),
                ("CORE_PEER_GOSSIP_ENDPOINT", address),
                ("CORE_PEER_GOSSIP_EXTERNALENDPOINT", address),
                ("CORE_PEER_TLS_ENABLED", "true"),
                ("CORE_PEER_TLS_CERT_FILE", home.TlsCertificate(mspId, "peer")),
                ("CORE_PEER_TLS_KEY_FILE", home.TlsKey(mspId, "peer")),
                ("CORE_PEER_TLS_ROOTCERT_FILE", home.CaCertificate(mspId)),
                ("CORE_PEER_TLS_CLIENTROOTCAS_FILES", home.CaCertificate(mspId)),
                ("CORE_PEER_FILESYSTEMPATH", ContainerPaths.FabricData),
                ("CORE_LEDGER_SNAPSHOTS_ROOTDIR", $"{ContainerPaths.FabricData}/snapshots"),
                ("CORE_OPERATIONS_LISTENADDRESS", $"0.0.0.0:{organization.OperationsPort}"),
                // The image's own builder fills the package's addresses from the JSON below.
                ("CORE_CHAINCODE_EXTERNALBUILDERS", $"[{{name: ccaas_builder, path: {ContainerPaths.PeerBuilder}, propagateEnvironment: [{ExternalBuilder.Variable}]}}]"),
                (ExternalBuilder.Variable, ChaincodeAddresses.Of(consortium, organization, chaincode => FabricHosts.Containers.Chaincode(consortium, chaincode, organization)))),
            ("volumes", List(
                FromHome(home.PeerConfiguration(mspId), ContainerPaths.FabricConfiguration),
                FromHome(Path.Combine(home.Organization(mspId), "peer")),
                FromHome(home.CaCertificate(mspId)),
                Volume(service, ContainerPaths.FabricState))),
            Publish(organization.PeerPort, organization.OperationsPort),
            DependsOn(ServiceNames.Chaincode(organization)),
            NodeHealth(organization.OperationsPort));
    }

    private static YamlMappingNode Tools() => Map(
    [
        ("image", Word(ToolsImage)),
        // Waits to be called with `exec`.
        ("command", Row(Word("sleep"), Word("infinity"))),
        ("init", Word("true")),
        .. Basics(),
        ("cap_add", Row(Word("DAC_OVERRIDE"))),
        ("stop_grace_period", Word("1s")),
        // The image's own volumes, of which nothing is used, would otherwise be left behind.
        ("tmpfs", Row(Word(ContainerPaths.FabricConfiguration), Word(ContainerPaths.FabricState))),
        Environment(("FABRIC_CFG_PATH", ContainerPaths.Home.CliConfiguration), ("FABRIC_LOGGING_SPEC", "error")),
        ("volumes", List(FromHome(ContainerPaths.Home.Path))),
    ]);

    /// <summary>The official images have a shell but no HTTP client.</summary>
    private static (string, YamlNode) NodeHealth(int operationsPort) => HealthCheck(
        3,
        60,
        "bash",
        "-c",
        $@"exec 3<>/dev/tcp/{Loopback}/{operationsPort} && printf 'GET /healthz HTTP/1.0\r\n\r\n' >&3 && head -n 1 <&3 | grep -q ' 200 '");
}
