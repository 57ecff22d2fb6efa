namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>
/// A peer's core.yaml. It names every setting that has no default in the peer itself, and those whose default suits nodes
/// that are far apart.
/// </summary>
internal static class PeerConfiguration
{
    private const int LargestMessage = 100 * 1024 * 1024;

    /// <summary>The first release known to have the filter of a proposal's time; an older peer does not start with its name.</summary>
    private static readonly FabricVersion WithTimeWindow = new(3, 1, 0);

    /// <param name="consortium">The consortium.</param>
    /// <param name="organization">Whose peer.</param>
    /// <param name="home">Where its files are.</param>
    /// <param name="peers">Its release; null: any.</param>
    public static string Render(ConsortiumDescription consortium, OrganizationDescription organization, HomeDirectory home, FabricVersion? peers = null) => YamlText.Render(new()
    {
        ["peer"] = Peer(consortium, organization, home, peers),
        ["chaincode"] = Chaincode(home),
        // No Docker: a package that the builder does not take is refused instead of built in a container.
        ["vm"] = new Dictionary<string, object> { ["endpoint"] = "" },
        ["ledger"] = Ledger(home.PeerLedger(organization.MspId)),
        ["operations"] = new Dictionary<string, object>
        {
            ["listenAddress"] = Loopback(organization.OperationsPort),
            ["tls"] = new Dictionary<string, object> { ["enabled"] = false },
        },
        ["metrics"] = new Dictionary<string, object> { ["provider"] = "prometheus" },
    });

    private static Dictionary<string, object> Peer(ConsortiumDescription consortium, OrganizationDescription organization, HomeDirectory home, FabricVersion? peers)
    {
        var mspId = organization.MspId;
        var address = Loopback(organization.PeerPort);
        return new()
        {
            ["id"] = ServiceNames.Peer(organization),
            ["networkId"] = consortium.Channel,
            ["listenAddress"] = address,
            ["address"] = address,
            ["chaincodeListenAddress"] = Loopback(organization.PeerChaincodePort),
            ["chaincodeAddress"] = Loopback(organization.PeerChaincodePort),
            ["fileSystemPath"] = home.PeerLedger(mspId),
            ["localMspId"] = mspId,
            ["localMspType"] = "bccsp",
            ["mspConfigPath"] = home.NodeMsp(mspId, "peer"),
            ["BCCSP"] = CryptoProvider.Software(),
            ["tls"] = new Dictionary<string, object>
            {
                ["enabled"] = true,
                ["clientAuthRequired"] = false,
                ["cert"] = FileAt(home.TlsCertificate(mspId, "peer")),
                ["key"] = FileAt(home.TlsKey(mspId, "peer")),
                ["rootcert"] = FileAt(home.CaCertificate(mspId)),
                ["clientRootCAs"] = new Dictionary<string, object> { ["files"] = new List<string> { home.CaCertificate(mspId) } },
            },
            ["gossip"] = GossipSettings.Of(address),
            ["authentication"] = new Dictionary<string, object> { ["timewindow"] = "15m" },
            ["client"] = new Dictionary<string, object> { ["connTimeout"] = "3s" },
            ["connectiontimeout"] = "5s",
            ["maxRecvMsgSize"] = LargestMessage,
            ["maxSendMsgSize"] = LargestMessage,
            ["keepalive"] = new Dictionary<string, object>
            {
                ["interval"] = "2h",
                ["timeout"] = "20s",
                ["minInterval"] = "60s",
                ["client"] = new Dictionary<string, object> { ["interval"] = "60s", ["timeout"] = "20s" },
                ["deliveryClient"] = new Dictionary<string, object> { ["interval"] = "60s", ["timeout"] = "20s" },
            },
            ["deliveryclient"] = new Dictionary<string, object>
            {
                // Orderers that come back are found again within a second; an hour's patience is meant for links between continents.
                ["reConnectBackoffThreshold"] = "1s",
                ["reconnectTotalTimeThreshold"] = "1h",
                ["connTimeout"] = "3s",
                ["blockGossipEnabled"] = false,
            },
            ["gateway"] = new Dictionary<string, object>
            {
                ["enabled"] = true,
                // For one endorser: another's turn must still come within what a gateway waits in all, 15 s.
                ["endorsementTimeout"] = "7s",
                ["broadcastTimeout"] = "30s",
                // A peer or orderer that is down on the same machine is known to be at once.
                ["dialTimeout"] = "5s",
            },
            ["discovery"] = new Dictionary<string, object>
            {
                ["enabled"] = true,
                ["authCacheEnabled"] = true,
                ["authCacheMaxSize"] = 1000,
                ["authCachePurgeRetentionRatio"] = 0.75,
                ["orgMembersAllowedAccess"] = false,
            },
            ["limits"] = new Dictionary<string, object>
            {
                ["concurrency"] = new Dictionary<string, object>
                {
                    ["endorserService"] = 2500,
                    ["deliverService"] = 2500,
                    ["gatewayService"] = 2500,
                },
            },
            ["handlers"] = Handlers(peers),
        };
    }

    /// <summary>The checks of proposals, the signature of endorsements and the validation of blocks that are built in.</summary>
    /// <remarks>The filters are those of the release's own sample configuration, which its images have too.</remarks>
    private static Dictionary<string, object> Handlers(FabricVersion? peers)
    {
        static Dictionary<string, object> Named(string name) => new() { ["name"] = name };

        List<object> filters = [Named("DefaultAuth"), Named("ExpirationCheck")];
        if (peers >= WithTimeWindow)
        {
            filters.Add(Named("TimeWindowCheck"));
        }

        return new()
        {
            ["authFilters"] = filters,
            ["decorators"] = new List<object> { Named("DefaultDecorator") },
            ["endorsers"] = new Dictionary<string, object> { ["escc"] = Named("DefaultEndorsement") },
            ["validators"] = new Dictionary<string, object> { ["vscc"] = Named("DefaultValidation") },
        };
    }

    private static Dictionary<string, object> Chaincode(HomeDirectory home) => new()
    {
        ["mode"] = "net",
        ["installTimeout"] = "60s",
        ["startuptimeout"] = "30s",
        ["executetimeout"] = "30s",
        ["keepalive"] = 0,
        ["system"] = new Dictionary<string, object> { ["_lifecycle"] = "enable", ["cscc"] = "enable", ["lscc"] = "enable", ["qscc"] = "enable" },
        ["logging"] = new Dictionary<string, object> { ["level"] = "info", ["shim"] = "warning" },
        ["externalBuilders"] = new List<object>
        {
            new Dictionary<string, object>
            {
                ["name"] = ExternalBuilder.Name,
                ["path"] = home.Builder,
                ["propagateEnvironment"] = new List<string> { ExternalBuilder.Variable },
            },
        },
    };

    private static Dictionary<string, object> Ledger(string directory) => new()
    {
        ["state"] = new Dictionary<string, object> { ["stateDatabase"] = "goleveldb", ["totalQueryLimit"] = 100_000 },
        ["history"] = new Dictionary<string, object> { ["enableHistoryDatabase"] = true },
        ["pvtdataStore"] = new Dictionary<string, object>
        {
            ["collElgProcMaxDbBatchSize"] = 5000,
            ["collElgProcDbBatchesInterval"] = 1000,
            ["deprioritizedDataReconcilerInterval"] = "60m",
            ["purgeInterval"] = 100,
            ["purgedKeyAuditLogging"] = true,
        },
        ["snapshots"] = new Dictionary<string, object> { ["rootDir"] = Path.Combine(directory, "snapshots") },
    };

    private static Dictionary<string, object> FileAt(string path) => new() { ["file"] = path };

    private static string Loopback(int port) => $"{FabricHosts.LoopbackAddress}:{port}";
}
