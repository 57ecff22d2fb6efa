namespace Insurance.Cli.Tests.Rendering;

/// <summary>The settings of nodes, as the files have them.</summary>
public sealed class FabricSettingsTests(RenderedRepositoryFixture fixture) : IClassFixture<RenderedRepositoryFixture>
{
    private readonly RenderedHome _rendered = fixture.Rendered;

    [Fact]
    public void Render_Twice_WritesTheSameFiles()
    {
        var before = RenderedHome.Files(_rendered.Home.Path);

        _rendered.Render(new ConsortiumText().Read());

        var after = RenderedHome.Files(_rendered.Home.Path);
        after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        after.Where(file => !file.Value.AsSpan().SequenceEqual(before[file.Key])).Select(file => file.Key).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("peer.localMspId", "MeridianMSP")]
    [InlineData("peer.address", "127.0.0.1:7052")]
    [InlineData("peer.chaincodeListenAddress", "127.0.0.1:10052")]
    [InlineData("operations.listenAddress", "127.0.0.1:9052")]
    [InlineData("peer.tls.enabled", "true")]
    [InlineData("peer.gossip.reconnectInterval", "1s")]
    [InlineData("peer.gateway.enabled", "true")]
    [InlineData("peer.gossip.pvtData.skipPullingInvalidTransactionsDuringCommit", "true")]
    [InlineData("vm.endpoint", "")]
    [InlineData("ledger.state.stateDatabase", "goleveldb")]
    [InlineData("metrics.provider", "prometheus")]
    [InlineData("chaincode.externalBuilders.0.propagateEnvironment.0", "CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG")]
    [Trait("Report", "6")]
    public void Render_Peer_HasTheSetting(string path, string expected) =>
        RenderedHome.Setting(Path.Combine(_rendered.Home.PeerConfiguration("MeridianMSP"), "core.yaml"), path).ShouldBe(expected);

    [Theory]
    [InlineData(null, false)]
    [InlineData("Version: v2.5.16", false)]
    [InlineData("Version: v3.1.5", true)]
    public void Render_Peer_HasTheFiltersOfItsReleasesOwnSample(string? said, bool hasTimeWindow)
    {
        var consortium = new ConsortiumText().Read();
        var file = Path.Combine(_rendered.Home.Path, "filters.yaml");
        File.WriteAllText(file, PeerConfiguration.Render(consortium, consortium.Organizations[0], _rendered.Home, said is null ? null : FabricVersion.Parse(said)));
        try
        {
            string?[] filters = [.. Enumerable.Range(0, hasTimeWindow ? 3 : 2).Select(i => RenderedHome.Setting(file, $"peer.handlers.authFilters.{i}.name"))];
            filters.ShouldBe(["DefaultAuth", "ExpirationCheck", .. hasTimeWindow ? ["TimeWindowCheck"] : Array.Empty<string>()]);
            File.ReadAllText(file).Contains("TimeWindowCheck", StringComparison.Ordinal).ShouldBe(hasTimeWindow);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("General.ListenPort", "7062")]
    [InlineData("General.LocalMSPID", "OrdererMSP")]
    [InlineData("General.BootstrapMethod", "none")]
    [InlineData("Admin.ListenAddress", "127.0.0.1:8062")]
    [InlineData("Admin.TLS.ClientAuthRequired", "true")]
    [InlineData("Operations.ListenAddress", "127.0.0.1:9062")]
    [InlineData("ChannelParticipation.Enabled", "true")]
    public void Render_Orderer_HasTheSetting(string path, string expected) =>
        RenderedHome.Setting(Path.Combine(_rendered.Home.OrdererConfiguration("orderer2"), "orderer.yaml"), path).ShouldBe(expected);

    // Fabric 3 refuses a file with a key that it does not know.
    [Fact]
    [Trait("Report", "1")]
    public void Render_Orderer_HasNoKeyThatFabric3DoesNotKnow() =>
        File.ReadAllText(Path.Combine(_rendered.Home.OrdererConfiguration("orderer1"), "orderer.yaml")).ShouldNotContain("ReplicationBackgroundRefreshInterval");

    [Fact]
    public void Render_PathsInSettings_AreThere()
    {
        var peer = Path.Combine(_rendered.Home.PeerConfiguration("AuroraMSP"), "core.yaml");
        var orderer = Path.Combine(_rendered.Home.OrdererConfiguration("orderer1"), "orderer.yaml");

        string[] paths =
        [
            .. new[] { "peer.mspConfigPath", "peer.tls.cert.file", "peer.tls.key.file", "peer.tls.rootcert.file", "chaincode.externalBuilders.0.path" }
                .Select(setting => RenderedHome.Setting(peer, setting)),
            .. new[] { "General.LocalMSPDir", "General.TLS.Certificate", "General.TLS.PrivateKey", "General.Cluster.ClientCertificate", "General.Cluster.RootCAs.0", "Admin.TLS.ClientRootCAs.0" }
                .Select(setting => RenderedHome.Setting(orderer, setting)),
        ];

        paths.ShouldAllBe(path => Path.Exists(path));
    }

    [Fact]
    public void Render_Collections_AreThoseOfTheDescription()
    {
        using var collections = JsonDocument.Parse(File.ReadAllText(_rendered.Home.Collections("insurance")));

        collections.RootElement.EnumerateArray().Select(item => item.GetProperty("name").GetString())
            .ShouldBe(["pii_AuroraMSP", "pii_MeridianMSP", "treaty_AuroraMSP_SummitReMSP", "treaty_MeridianMSP_SummitReMSP"]);
        var treaty = collections.RootElement[2];
        treaty.GetProperty("maxPeerCount").GetInt32().ShouldBe(2);
        treaty.GetProperty("memberOnlyRead").GetBoolean().ShouldBeTrue();
        treaty.GetProperty("endorsementPolicy").GetProperty("signaturePolicy").GetString().ShouldBe("AND('AuroraMSP.peer', 'SummitReMSP.peer')");
    }
}
