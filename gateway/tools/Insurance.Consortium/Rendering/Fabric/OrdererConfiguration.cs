namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>An orderer node's orderer.yaml.</summary>
internal static class OrdererConfiguration
{
    private const int LargestMessage = 100 * 1024 * 1024;

    public static string Render(OrdererDescription orderer, OrdererNodeDescription node, HomeDirectory home)
    {
        var (mspId, ledger) = (orderer.MspId, home.OrdererLedger(node.Name));
        return YamlText.Render(new()
        {
            ["General"] = new Dictionary<string, object>
            {
                ["ListenAddress"] = FabricHosts.LoopbackAddress,
                ["ListenPort"] = node.Port,
                // Channels are joined through the administration port; there is no system channel.
                ["BootstrapMethod"] = "none",
                ["LocalMSPID"] = mspId,
                ["LocalMSPDir"] = home.NodeMsp(mspId, node.Name),
                ["BCCSP"] = CryptoProvider.Software(),
                ["TLS"] = Tls(mspId, node, home, clientAuthentication: false),
                // The other consenters come to the same port, and are known by the certificate that the channel pins.
                ["Cluster"] = new Dictionary<string, object>
                {
                    ["ClientCertificate"] = home.TlsCertificate(mspId, node.Name),
                    ["ClientPrivateKey"] = home.TlsKey(mspId, node.Name),
                    ["RootCAs"] = new List<string> { home.CaCertificate(mspId) },
                    ["SendBufferSize"] = 100,
                    ["DialTimeout"] = "2s",
                    ["RPCTimeout"] = "5s",
                    ["ReplicationRetryTimeout"] = "1s",
                },
                ["Keepalive"] = new Dictionary<string, object> { ["ServerMinInterval"] = "60s", ["ServerInterval"] = "2h", ["ServerTimeout"] = "20s" },
                ["MaxRecvMsgSize"] = LargestMessage,
                ["MaxSendMsgSize"] = LargestMessage,
                ["Authentication"] = new Dictionary<string, object> { ["TimeWindow"] = "15m" },
            },
            ["ChannelParticipation"] = new Dictionary<string, object> { ["Enabled"] = true, ["MaxRequestBodySize"] = "10 MB" },
            ["Admin"] = new Dictionary<string, object>
            {
                ["ListenAddress"] = Loopback(node.AdminPort),
                ["TLS"] = Tls(mspId, node, home, clientAuthentication: true),
            },
            ["FileLedger"] = new Dictionary<string, object> { ["Location"] = ledger },
            ["Consensus"] = new Dictionary<string, object>
            {
                ["WALDir"] = Path.Combine(ledger, "etcdraft", "wal"),
                ["SnapDir"] = Path.Combine(ledger, "etcdraft", "snapshot"),
                // How long a node hears of no leader before it asks the others whether it was taken out; Fabric's own is 10 minutes.
                ["EvictionSuspicion"] = "10s",
            },
            ["Operations"] = new Dictionary<string, object>
            {
                ["ListenAddress"] = Loopback(node.OperationsPort),
                ["TLS"] = new Dictionary<string, object> { ["Enabled"] = false },
            },
            ["Metrics"] = new Dictionary<string, object> { ["Provider"] = "prometheus" },
        });
    }

    private static Dictionary<string, object> Tls(string mspId, OrdererNodeDescription node, HomeDirectory home, bool clientAuthentication) => new()
    {
        ["Enabled"] = true,
        ["Certificate"] = home.TlsCertificate(mspId, node.Name),
        ["PrivateKey"] = home.TlsKey(mspId, node.Name),
        ["RootCAs"] = new List<string> { home.CaCertificate(mspId) },
        ["ClientAuthRequired"] = clientAuthentication,
        ["ClientRootCAs"] = new List<string> { home.CaCertificate(mspId) },
    };

    private static string Loopback(int port) => $"{FabricHosts.LoopbackAddress}:{port}";
}
