namespace Insurance.Cli.Tests.Running;

public sealed class LedgerFactsTests
{
    private readonly ConsortiumDescription _described = new ConsortiumText().Read();
    private readonly List<string> _said = [];

    [Fact]
    public void Apply_NoLedgerYet_TheFileDecides() => Apply(new HomeRecord(NetworkKind.Fabric)).ShouldBeSameAsText(_described);

    [Fact]
    public void Apply_LedgerWithOtherPorts_KeepsThemAndSaysSo()
    {
        var made = _described.WithPorts([.. Enumerable.Range(20_000, _described.PortCount)]);

        var applied = Apply(new HomeRecord(NetworkKind.Fabric, made));

        applied.Organizations[1].PeerPort.ShouldBe(20_001);
        applied.Orderer.ShouldBeSameAsText(made.Orderer);
        _said.ShouldHaveSingleItem().ShouldBe("the ledger in /home was made with ports from 20000, which its channel knows; using those");
    }

    [Fact]
    public void Apply_OtherMembersThanTheLedger_AllAreNamed()
    {
        var made = _described with
        {
            Channel = "former",
            Organizations = [.. _described.Organizations.Select(item => item.MspId == "AuroraMSP" ? item with { MspId = "DawnMSP" } : item)],
            Orderer = _described.Orderer with { Nodes = [_described.Orderer.Nodes[0], _described.Orderer.Nodes[1]] },
        };

        Should.Throw<ConsortiumException>(() => Apply(new HomeRecord(NetworkKind.Fabric, made))).Message.ShouldBe(
            "consortium.yaml is not that of the ledger in /home: the channel is former, not insurance; organizations: AuroraMSP is new, DawnMSP is missing; orderer nodes: orderer3 is new; name the ledger's own file with --config, choose another directory with --home, or begin anew with `insure down --wipe --home /home`");
    }

    [Fact]
    public void Apply_OtherConsensusOrALowerCapability_IsNamed()
    {
        var made = _described with { ChannelCapability = ChannelCapability.V3_0, Orderer = _described.Orderer with { Consensus = Consensus.Bft } };

        Should.Throw<ConsortiumException>(() => Apply(new HomeRecord(NetworkKind.Fabric, made))).Message.ShouldContain(
            "its orderers agree by bft, not raft; channelCapability is V3_0, not V2_0, and no channel goes back to a lower one");
        Should.Throw<ConsortiumException>(() => LedgerFacts.Apply(new HomeRecord(NetworkKind.Fabric, _described), _described with { ChannelCapability = ChannelCapability.V3_0 }, "/home", _said.Add))
            .Message.ShouldContain("channelCapability is V2_0, not V3_0;");
    }

    [Fact]
    public void Apply_AfterAnUpgrade_TheLedgersSequenceCounts()
    {
        var record = new HomeRecord(NetworkKind.Fabric, _described).WithDeployed(_described.Chaincode with { Version = "1.4", Sequence = 5 });

        var applied = Apply(record).Chaincode;

        (applied.Version, applied.Sequence).ShouldBe(("1.4", 5));
        _said.ShouldBeEmpty();
    }

    [Fact]
    public void Apply_FileIsOneSequenceAhead_TheFileCounts()
    {
        var ahead = _described with { Chaincode = _described.Chaincode with { Version = "2.0", Sequence = 2 } };

        var applied = LedgerFacts.Apply(new HomeRecord(NetworkKind.Fabric).WithDeployed(_described.Chaincode), ahead, "/home", _said.Add).Chaincode;

        (applied.Version, applied.Sequence).ShouldBe(("2.0", 2));
    }

    [Fact]
    public void Apply_OtherPolicyThanOnTheLedger_IsSaid()
    {
        var record = new HomeRecord(NetworkKind.Fabric).WithDeployed(_described.Chaincode with { EndorsementPolicy = "OR('AuroraMSP.peer')" });

        Apply(record);

        _said.ShouldHaveSingleItem().ShouldBe("the policy or the collections of chaincode insurance in consortium.yaml are not those of sequence 1 on the ledger; `insure network upgrade` puts them there");
    }

    [Fact]
    public void RefuseOtherPorts_AskedForOthers_IsNamed()
    {
        LedgerFacts.RefuseOtherPorts(_described, null, "/home");
        LedgerFacts.RefuseOtherPorts(_described, 0, "/home");
        LedgerFacts.RefuseOtherPorts(_described, _described.Organizations[0].PeerPort, "/home");

        Should.Throw<ConsortiumException>(() => LedgerFacts.RefuseOtherPorts(_described, 30_000, "/home")).ExitCode.ShouldBe(ExitCodes.InvalidInput);
    }

    private ConsortiumDescription Apply(HomeRecord record) => LedgerFacts.Apply(record, _described, "/home", _said.Add);
}
