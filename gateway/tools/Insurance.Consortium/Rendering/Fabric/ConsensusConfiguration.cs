namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>The part of configtx.yaml that says who the consenters are and how they agree.</summary>
/// <remarks>
/// Fabric's own intervals suit nodes that are apart. These are for nodes beside each other: a loss is noticed, and another
/// leader agreed on, within seconds.
/// </remarks>
internal static class ConsensusConfiguration
{
    public static Dictionary<string, object> Of(ConsortiumDescription consortium, HomeDirectory home, FabricHosts hosts, Func<string, string> relative)
    {
        var orderer = consortium.Orderer;
        Dictionary<string, object> Consenter(OrdererNodeDescription node) => new()
        {
            ["Host"] = hosts.Orderer(node),
            ["Port"] = node.Port,
            ["ClientTLSCert"] = relative(home.TlsCertificate(orderer.MspId, node.Name)),
            ["ServerTLSCert"] = relative(home.TlsCertificate(orderer.MspId, node.Name)),
        };

        return orderer.Consensus == Consensus.Raft
            ? new()
            {
                ["OrdererType"] = "etcdraft",
                ["EtcdRaft"] = new Dictionary<string, object>
                {
                    ["Consenters"] = orderer.Nodes.Select(Consenter).ToList(),
                    ["Options"] = Raft(),
                },
            }
            : new()
            {
                ["OrdererType"] = "BFT",
                ["SmartBFT"] = SmartBft(consortium.Batch),
                // Under a block a consenter signs by its number; the channel says whose it is.
                ["ConsenterMapping"] = orderer.Nodes.Select((node, index) => new Dictionary<string, object>(Consenter(node))
                {
                    ["ID"] = index + 1,
                    ["MSPID"] = orderer.MspId,
                    ["Identity"] = relative(home.NodeCertificate(orderer.MspId, node.Name)),
                }).ToList(),
            };
    }

    private static Dictionary<string, object> Raft() => new()
    {
        ["TickInterval"] = "100ms",
        ["ElectionTick"] = 10,
        ["HeartbeatTick"] = 1,
        ["MaxInflightBlocks"] = 5,
        ["SnapshotIntervalSize"] = 16 * 1024 * 1024,
    };

    /// <summary>A transaction that the leader does not order is forwarded to it, then complained of, and the leader replaced.</summary>
    private static Dictionary<string, object> SmartBft(BatchDescription batch) => new()
    {
        ["RequestBatchMaxInterval"] = $"{batch.TimeoutMilliseconds}ms",
        ["RequestForwardTimeout"] = "1s",
        ["RequestComplainTimeout"] = "5s",
        ["RequestAutoRemoveTimeout"] = "3m",
        ["ViewChangeResendInterval"] = "2s",
        ["ViewChangeTimeout"] = "10s",
        ["LeaderHeartbeatTimeout"] = "10s",
        ["LeaderHeartbeatCount"] = 10,
        ["CollectTimeout"] = "1s",
        // A node that was away asks the others for their blocks at once; otherwise it does when it notices that it is behind.
        ["SyncOnStart"] = true,
        ["IncomingMessageBufferSize"] = 200,
        ["RequestPoolSize"] = 100_000,
    };
}
