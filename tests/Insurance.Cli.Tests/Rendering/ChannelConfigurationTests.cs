using Fabric.Protos.Common;
using Fabric.Protos.Msp;
using Fabric.Protos.Orderer;
using Fabric.Protos.Orderer.Etcdraft;
using Fabric.Protos.Peer;

namespace Insurance.Cli.Tests.Rendering;

/// <summary>What Fabric itself makes of the rendered configtx.yaml.</summary>
public sealed class ChannelConfigurationTests
{
    private readonly ConsortiumText _text = new();

    [ConfigTxGenFact]
    public async Task Block_OfTheRepositoryFile_HasItsMembersNodesAndBatches()
    {
        var consortium = _text.Read();
        using var rendered = RenderedHome.Of(consortium);

        var channel = await ConfigTxGen.ChannelAsync(rendered.Home, consortium.Channel);

        var orderer = channel.Groups["Orderer"];
        var consensus = ConsensusType.Parser.ParseFrom(orderer.Values["ConsensusType"].Value);
        consensus.Type.ShouldBe("etcdraft");
        var raft = ConfigMetadata.Parser.ParseFrom(consensus.Metadata);
        raft.Consenters.Select(consenter => (consenter.Host, (int)consenter.Port))
            .ShouldBe([("127.0.0.1", 7061), ("127.0.0.1", 7062), ("127.0.0.1", 7063)]);
        for (var index = 0; index < 3; index++)
        {
            var pinned = File.ReadAllText(rendered.Home.TlsCertificate("OrdererMSP", $"orderer{index + 1}"));
            raft.Consenters[index].ServerTlsCert.ToStringUtf8().ShouldBe(pinned);
            raft.Consenters[index].ClientTlsCert.ToStringUtf8().ShouldBe(pinned);
        }

        raft.Options.TickInterval.ShouldBe("100ms");
        BatchTimeout.Parser.ParseFrom(orderer.Values["BatchTimeout"].Value).Timeout.ShouldBe("50ms");
        var batch = BatchSize.Parser.ParseFrom(orderer.Values["BatchSize"].Value);
        (batch.MaxMessageCount, batch.PreferredMaxBytes).ShouldBe((500u, 4_194_304u));
        OrdererAddresses.Parser.ParseFrom(orderer.Groups["OrdererMSP"].Values["Endpoints"].Value).Addresses
            .ShouldBe(["127.0.0.1:7061", "127.0.0.1:7062", "127.0.0.1:7063"]);

        var application = channel.Groups["Application"];
        application.Groups.Keys.ShouldBe(consortium.Organizations.Select(organization => organization.MspId), ignoreOrder: true);
        foreach (var organization in consortium.Organizations)
        {
            var group = application.Groups[organization.MspId];
            var anchor = AnchorPeers.Parser.ParseFrom(group.Values["AnchorPeers"].Value).AnchorPeers_.ShouldHaveSingleItem();
            (anchor.Host, anchor.Port).ShouldBe(("127.0.0.1", organization.PeerPort));
            var msp = MspDefinition.FromConfig(MSPConfig.Parser.ParseFrom(group.Values["MSP"].Value));
            msp.RootCertificates.ShouldBe([File.ReadAllText(rendered.Home.CaCertificate(organization.MspId))]);
            msp.NodeOrganizationalUnits.ShouldNotBeNull();
        }
    }

    [ConfigTxGenFact]
    public async Task Organization_ToBeAddedToAChannel_IsPrinted()
    {
        using var rendered = RenderedHome.Of(_text.Read());

        var printed = System.Text.Json.Nodes.JsonNode.Parse(await ConfigTxGen.OrganizationAsync(rendered.Home, "MeridianMSP"))!;

        printed["values"]!["MSP"]!["value"]!["config"]!["name"]!.GetValue<string>().ShouldBe("MeridianMSP");
        printed["policies"]!["Endorsement"].ShouldNotBeNull();
    }

    [ConfigTxGenFact]
    public async Task Block_Regulator_ReadsAsOthersDoAndOnlyItsAdministratorWrites()
    {
        var consortium = _text.Read();
        using var rendered = RenderedHome.Of(consortium);

        var application = (await ConfigTxGen.ChannelAsync(rendered.Home, consortium.Channel)).Groups["Application"];

        var regulator = application.Groups["SupervisorMSP"];
        Signature(regulator, "Readers").ShouldBe("OR('SupervisorMSP.admin', 'SupervisorMSP.peer', 'SupervisorMSP.client')");
        Signature(regulator, "Writers").ShouldBe("OR('SupervisorMSP.admin')");
        Signature(application.Groups["AuroraMSP"], "Writers").ShouldBe("OR('AuroraMSP.admin', 'AuroraMSP.client')");
        const string Majority = "OutOf(2, 'AuroraMSP.peer', 'MeridianMSP.peer', 'SummitReMSP.peer')";
        Signature(application, "LifecycleEndorsement").ShouldBe(Majority);
        Signature(application, "Endorsement").ShouldBe(Majority);
        ImplicitMetaPolicy.Parser.ParseFrom(application.Policies["Writers"].Policy.Value).SubPolicy.ShouldBe("Writers");
        ACLs.Parser.ParseFrom(application.Values["ACLs"].Value).Acls["peer/Propose"].PolicyRef.ShouldBe("/Channel/Application/Proposers");
        Signature(regulator, "Proposers").ShouldBe("OR('SupervisorMSP.admin', 'SupervisorMSP.client')");
    }

    [ConfigTxGenFact]
    public async Task Block_FifthOrganization_IsAMemberAndCountsForTheMajority()
    {
        _text.InsertAfter("    gatewayPort: 8444", "  - name: Polaris", "    mspId: PolarisMSP", "    kind: insurer", "    peerPort: 7055");
        var consortium = _text.Read();
        using var rendered = RenderedHome.Of(consortium);

        var application = (await ConfigTxGen.ChannelAsync(rendered.Home, consortium.Channel)).Groups["Application"];

        application.Groups.ShouldContainKey("PolarisMSP");
        Signature(application, "LifecycleEndorsement").ShouldBe("OutOf(3, 'AuroraMSP.peer', 'MeridianMSP.peer', 'SummitReMSP.peer', 'PolarisMSP.peer')");
    }

    [ConfigTxGenFact]
    public async Task Block_WithoutRegulator_HasFabricsOwnAccessControl()
    {
        _text.Replace("    kind: regulator", "    kind: reinsurer");
        var consortium = _text.Read();
        using var rendered = RenderedHome.Of(consortium);

        var application = (await ConfigTxGen.ChannelAsync(rendered.Home, consortium.Channel)).Groups["Application"];

        application.Values.ShouldNotContainKey("ACLs");
        application.Policies.ShouldNotContainKey("Proposers");
        Signature(application.Groups["SupervisorMSP"], "Writers").ShouldBe("OR('SupervisorMSP.admin', 'SupervisorMSP.client')");
    }

    [ConfigTxGenFact]
    public async Task Block_ForContainers_NamesTheirHosts()
    {
        var consortium = _text.Read();
        using var rendered = RenderedHome.Of(consortium, hosts: FabricHosts.Containers);

        var channel = await ConfigTxGen.ChannelAsync(rendered.Home, consortium.Channel);

        var raft = ConfigMetadata.Parser.ParseFrom(ConsensusType.Parser.ParseFrom(channel.Groups["Orderer"].Values["ConsensusType"].Value).Metadata);
        raft.Consenters.Select(consenter => consenter.Host).ShouldBe(["orderer1", "orderer2", "orderer3"]);
        AnchorPeers.Parser.ParseFrom(channel.Groups["Application"].Groups["AuroraMSP"].Values["AnchorPeers"].Value).AnchorPeers_[0].Host.ShouldBe("peer-auroramsp");
    }

    [ConfigTxGenFact]
    [Trait("Report", "7")]
    public async Task Block_NamesThatYamlReadsOtherwise_StayNames()
    {
        string[] names = ["NO", "y", "0b1", "1e3", "2026-11-30", "0x1F", "off", "1-2"];
        _text.InsertAfter("    gatewayPort: 8444", [.. names.Select((name, index) => $"  - {{name: \"{name}\", mspId: \"{name}\", kind: reinsurer, peerPort: {7160 + index}}}")]);
        var consortium = _text.Read();
        using var rendered = RenderedHome.Of(consortium);

        var channel = await ConfigTxGen.ChannelAsync(rendered.Home, consortium.Channel);

        var application = channel.Groups["Application"];
        foreach (var name in names)
        {
            var group = application.Groups[name];
            MspDefinition.FromConfig(MSPConfig.Parser.ParseFrom(group.Values["MSP"].Value)).MspId.ShouldBe(name);
            RenderedHome.Setting(Path.Combine(rendered.Home.PeerConfiguration(name), "core.yaml"), "peer.localMspId").ShouldBe(name);
            File.ReadAllText(Path.Combine(rendered.Home.PeerConfiguration(name), "core.yaml")).ShouldContain($"localMspId: \"{name}\"");
        }
    }

    [ConfigTxGenFact(Newer = true)]
    public async Task Block_OfBftOrderers_MapsNumbersToTheirIdentities()
    {
        _text.Replace("  mspId: OrdererMSP", "  mspId: OrdererMSP", "  consensus: bft");
        _text.InsertAfter("      port: 7063", "    - name: orderer4", "      port: 7064");
        var consortium = _text.Read();
        using var rendered = RenderedHome.Of(consortium);

        var channel = await ConfigTxGen.ChannelAsync(rendered.Home, consortium.Channel, ConfigTxGen.Newer);

        Capabilities.Parser.ParseFrom(channel.Values["Capabilities"].Value).Capabilities_.Keys.ShouldBe(["V3_0"]);
        var orderer = channel.Groups["Orderer"];
        ConsensusType.Parser.ParseFrom(orderer.Values["ConsensusType"].Value).Type.ShouldBe("BFT");
        var consenters = Orderers.Parser.ParseFrom(orderer.Values["Orderers"].Value).ConsenterMapping;
        consenters.Select(consenter => (consenter.Id, consenter.Port, consenter.MspId))
            .ShouldBe([(1u, 7061u, "OrdererMSP"), (2u, 7062u, "OrdererMSP"), (3u, 7063u, "OrdererMSP"), (4u, 7064u, "OrdererMSP")]);
        consenters[2].Identity.ToStringUtf8().ShouldBe(File.ReadAllText(rendered.Home.NodeCertificate("OrdererMSP", "orderer3")));
        consenters[2].ServerTlsCert.ToStringUtf8().ShouldBe(File.ReadAllText(rendered.Home.TlsCertificate("OrdererMSP", "orderer3")));
        var blocks = SignaturePolicyEnvelope.Parser.ParseFrom(orderer.Policies["BlockValidation"].Policy.Value);
        (blocks.Rule.NOutOf.N, blocks.Identities.Count).ShouldBe((3, 4));
    }

    [ConfigTxGenFact(Newer = true)]
    public async Task Block_CapabilityOfFabric3_IsTheChannelsAlone()
    {
        _text.InsertAfter("channel: insurance", "channelCapability: V3_0");
        var consortium = _text.Read();
        using var rendered = RenderedHome.Of(consortium);

        var channel = await ConfigTxGen.ChannelAsync(rendered.Home, consortium.Channel, ConfigTxGen.Newer);

        Capabilities.Parser.ParseFrom(channel.Values["Capabilities"].Value).Capabilities_.Keys.ShouldBe(["V3_0"]);
        Capabilities.Parser.ParseFrom(channel.Groups["Application"].Values["Capabilities"].Value).Capabilities_.Keys.ShouldBe(["V2_5"]);
    }

    private static string Signature(ConfigGroup group, string policy)
    {
        var definition = group.Policies[policy].Policy;
        definition.Type.ShouldBe((int)Policy.Types.PolicyType.Signature);
        return SignaturePolicies.Format(SignaturePolicyEnvelope.Parser.ParseFrom(definition.Value));
    }
}
