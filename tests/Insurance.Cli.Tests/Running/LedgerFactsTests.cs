using Insurance.Cli.Tests.Support;
using Insurance.Consortium.Description;
using Insurance.Consortium.Failures;
using Insurance.Consortium.Running;
using Insurance.Consortium.State;

namespace Insurance.Cli.Tests.Running;

public sealed class LedgerFactsTests
{
    private readonly ConsortiumDescription described = new ConsortiumText().Read();
    private readonly List<string> said = [];

    [Fact]
    public void Apply_NoLedgerYet_TheFileDecides() => Apply(new HomeRecord(NetworkKind.Fabric)).ShouldBeSameAsText(described);

    [Fact]
    public void Apply_LedgerWithOtherPorts_KeepsThemAndSaysSo()
    {
        var made = described.WithPorts([.. Enumerable.Range(20_000, described.PortCount)]);

        var applied = Apply(new HomeRecord(NetworkKind.Fabric, made));

        applied.Organizations[1].PeerPort.ShouldBe(20_001);
        applied.Orderer.ShouldBeSameAsText(made.Orderer);
        said.ShouldHaveSingleItem().ShouldBe("the ledger in /home was made with ports from 20000, which its channel knows; using those");
    }

    [Fact]
    public void Apply_OtherMembersThanTheLedger_AllAreNamed()
    {
        var made = described with
        {
            Channel = "former",
            Organizations = [.. described.Organizations.Select(item => item.MspId == "AuroraMSP" ? item with { MspId = "DawnMSP" } : item)],
            Orderer = described.Orderer with { Nodes = [described.Orderer.Nodes[0], described.Orderer.Nodes[1]] },
        };

        Should.Throw<ConsortiumException>(() => Apply(new HomeRecord(NetworkKind.Fabric, made))).Message.ShouldBe(
            "consortium.yaml is not that of the ledger in /home: the channel is former, not insurance; organizations: AuroraMSP is new, DawnMSP is missing; orderer nodes: orderer3 is new; name the ledger's own file with --config, choose another directory with --home, or begin anew with `insure down --wipe --home /home`");
    }

    [Fact]
    public void Apply_OtherConsensusOrALowerCapability_IsNamed()
    {
        var made = described with { ChannelCapability = ChannelCapability.V3_0, Orderer = described.Orderer with { Consensus = Consensus.Bft } };

        Should.Throw<ConsortiumException>(() => Apply(new HomeRecord(NetworkKind.Fabric, made))).Message.ShouldContain(
            "its orderers agree by bft, not raft; channelCapability is V3_0, not V2_0, and no channel goes back to a lower one");
        Should.Throw<ConsortiumException>(() => LedgerFacts.Apply(new HomeRecord(NetworkKind.Fabric, described), described with { ChannelCapability = ChannelCapability.V3_0 }, "/home", said.Add))
            .Message.ShouldContain("channelCapability is V2_0, not V3_0;");
    }

    [Fact]
    public void Apply_AfterAnUpgrade_TheLedgersSequenceCounts()
    {
        var record = new HomeRecord(NetworkKind.Fabric, described).WithDeployed(described.Chaincode with { Version = "1.4", Sequence = 5 });

        var applied = Apply(record).Chaincode;

        (applied.Version, applied.Sequence).ShouldBe(("1.4", 5));
        said.ShouldBeEmpty();
    }

    [Fact]
    public void Apply_FileIsOneSequenceAhead_TheFileCounts()
    {
        var ahead = described with { Chaincode = described.Chaincode with { Version = "2.0", Sequence = 2 } };

        var applied = LedgerFacts.Apply(new HomeRecord(NetworkKind.Fabric).WithDeployed(described.Chaincode), ahead, "/home", said.Add).Chaincode;

        (applied.Version, applied.Sequence).ShouldBe(("2.0", 2));
    }

    [Fact]
    public void Apply_OtherPolicyThanOnTheLedger_IsSaid()
    {
        var record = new HomeRecord(NetworkKind.Fabric).WithDeployed(described.Chaincode with { EndorsementPolicy = "OR('AuroraMSP.peer')" });

        Apply(record);

        said.ShouldHaveSingleItem().ShouldBe("the policy or the collections of chaincode insurance in consortium.yaml are not those of sequence 1 on the ledger; `insure network upgrade` puts them there");
    }

    [Fact]
    public void RefuseOtherPorts_AskedForOthers_IsNamed()
    {
        LedgerFacts.RefuseOtherPorts(described, null, "/home");
        LedgerFacts.RefuseOtherPorts(described, 0, "/home");
        LedgerFacts.RefuseOtherPorts(described, described.Organizations[0].PeerPort, "/home");

        Should.Throw<ConsortiumException>(() => LedgerFacts.RefuseOtherPorts(described, 30_000, "/home")).ExitCode.ShouldBe(ExitCodes.InvalidInput);
    }

    private ConsortiumDescription Apply(HomeRecord record) => LedgerFacts.Apply(record, described, "/home", said.Add);
}
