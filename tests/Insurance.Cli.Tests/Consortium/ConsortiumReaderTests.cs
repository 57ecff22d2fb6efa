namespace Insurance.Cli.Tests.Consortium;

public sealed class ConsortiumReaderTests
{
    private readonly ConsortiumText _text = new();

    [Fact]
    public void Read_JobsOfAnInsurer_AreInItsGatewaysSettings()
    {
        _text.Read().Organizations.ShouldAllBe(organization => organization.Jobs.Count == 0);
        _text.InsertAfter("    gatewayPort: 8441", "    jobs:", "      lapse: \"00:10:00\"", "      renewalReminder: 1.00:00:00");

        _text.Read().Organizations[0].Jobs.ShouldBe(new Dictionary<string, string> { ["Lapse"] = "00:10:00", ["RenewalReminder"] = "1.00:00:00" });
    }

    [Theory]
    [InlineData("8441", "      lapse: \"10\"", "organizations[0].jobs.lapse is '10'; write an interval hh:mm:ss above zero and at most 7.00:00:00")]
    [InlineData("8441", "      expire: \"00:00:00\"", "organizations[0].jobs.expire is '00:00:00'; write an interval hh:mm:ss above zero and at most 7.00:00:00")]
    [InlineData("8441", "      expiry: \"01:00:00\"", "organizations[0].jobs.expiry is not known; organizations[0].jobs.… takes expire, lapse, renewalReminder, settle")]
    [InlineData("8443", "      lapse: \"01:00:00\"", "organizations[2].jobs is for insurers that have a gateway: it runs them, and nobody else has policies")]
    public void Problems_Jobs_SayWhatIsWrong(string port, string job, string expected)
    {
        _text.InsertAfter($"    gatewayPort: {port}", "    jobs:", job);
        _text.Problems().ShouldHaveSingleItem().ShouldEndWith(expected);
    }

    [Fact]
    public void Problems_ManyMistakes_AreReportedTogetherInTheOrderOfTheFile()
    {
        var twin = _text.Replace("    - name: orderer2", "    - name: orderer1");
        var underscore = _text.Replace("    mspId: MeridianMSP", "    mspId: Meridian_MSP");
        var unknown = _text.InsertAfter("    gatewayPort: 8443", "    gatewayProt: 8443");
        var broker = _text.LineOf("    insurers: [AuroraMSP, MeridianMSP]");
        var name = _text.Replace("  name: insurance", "  name: in surance");
        var policy = _text.InsertAfter("  sequence: 1", "  endorsementPolicy: OutOf(2, 'AuroraMSP.peer', 'SupervisorMSP.peer')");

        var problems = _text.Problems();

        problems.Count.ShouldBe(6);
        problems[0].ShouldBe($"line {twin}: orderer.nodes[1].name orderer1 is already taken; names of nodes must differ");
        problems[1].ShouldStartWith($"line {underscore}: organizations[1].mspId is 'Meridian_MSP'; an MSP id is letters, digits and -");
        problems[2].ShouldBe($"line {unknown}: organizations[2].gatewayProt is not known; organizations[2].… takes chaincodePort, gatewayPort, jobs, kind, mspId, name, operationsPort, peerChaincodePort, peerPort");
        problems[3].ShouldBe($"line {broker}: broker harbour-brokers names MeridianMSP, which is not an insurer of this file");
        problems[4].ShouldStartWith($"line {name}: chaincode.name is 'in surance'; ");
        problems[5].ShouldBe($"line {policy}: chaincode.endorsementPolicy is 'OutOf(2, 'AuroraMSP.peer', 'SupervisorMSP.peer')'; SupervisorMSP is a regulator and endorses nothing; leave it out");
    }

    [Theory]
    [InlineData("  mspId: OrdererMSP", "  consensus: bft", "orderer.nodes has 3; consensus bft needs at least 4, of which one may be lost or lie")]
    [InlineData("  mspId: OrdererMSP", "  consensus: solo", "orderer.consensus is 'solo'; write raft or bft")]
    [InlineData("channel: insurance", "channelCapability: V2_5", "channelCapability is 'V2_5'; write V2_0 or V3_0")]
    [InlineData("batch:", "  timeoutMilliseconds: 0.000001", "batch.timeoutMilliseconds is '0.000001'; write a whole number from 1 to 60000")]
    [InlineData("batch:", "  timeoutMilliseconds: 0", "batch.timeoutMilliseconds is '0'; write a whole number from 1 to 60000")]
    [InlineData("batch:", "  timeoutMilliseconds: 1ns", "batch.timeoutMilliseconds is '1ns'; write a whole number from 1 to 60000")]
    public void Problems_HowOrderersAgree_SaysWhatIsWrong(string after, string line, string expected)
    {
        if (after == "batch:")
        {
            _text.Replace("  timeoutMilliseconds: 50");
        }

        _text.InsertAfter(after, line);
        _text.Problems().ShouldHaveSingleItem().ShouldEndWith(expected);
    }

    [Fact]
    public void Read_Bft_NeedsAndBringsTheCapability()
    {
        var usual = _text.Read();
        (usual.Orderer.Consensus, usual.ChannelCapability).ShouldBe((Consensus.Raft, ChannelCapability.V2_0));
        _text.Replace("  mspId: OrdererMSP", "  mspId: OrdererMSP", "  consensus: bft");
        _text.InsertAfter("      port: 7063", "    - name: orderer4", "      port: 7064");

        var bft = _text.Read();
        (bft.Orderer.Consensus, bft.ChannelCapability).ShouldBe((Consensus.Bft, ChannelCapability.V3_0));

        _text.InsertAfter("channel: insurance", "channelCapability: V2_0");
        _text.Problems().ShouldHaveSingleItem().ShouldEndWith("channelCapability is 'V2_0'; consensus bft needs V3_0");
    }

    [Theory]
    [InlineData("AND('AuroraMSP.peer'", "not well-formed at character")]
    [InlineData("OutOf(3, 'AuroraMSP.peer', 'MeridianMSP.peer')", "OutOf asks for 3 of 2 rules")]
    [InlineData("OR('AuroraMSP.boss')", "\"boss\" is not a role")]
    [InlineData("'AuroraMSP.peer'", "a policy begins with AND, OR or OutOf; write OR('AuroraMSP.peer')")]
    [InlineData("AND('OneMSP.peer', 'TwoMSP.peer', 'AuroraMSP.peer')", "OneMSP, TwoMSP are no organizations of this file")]
    [InlineData("OR('SupervisorMSP.member', 'AuroraMSP.member')", "SupervisorMSP is a regulator and endorses nothing")]
    public void Problems_EndorsementPolicy_SaysWhatIsWrong(string policy, string expected)
    {
        var line = _text.InsertAfter("  sequence: 1", $"  endorsementPolicy: \"{policy.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");

        _text.Problems().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            problem => problem.ShouldStartWith($"line {line}: chaincode.endorsementPolicy is '"),
            problem => problem.ShouldContain(expected));
    }

    [Theory]
    [InlineData("AND(OR('AuroraMSP.peer', 'MeridianMSP.peer'), 'MeridianMSP.peer')", "UNSATISFIABLE: no transaction would ever be valid: Fabric counts a signature for the first rule that it fits, so that AuroraMSP + MeridianMSP leave a later rule without one; write AND('MeridianMSP.peer', OR('AuroraMSP.peer', 'MeridianMSP.peer'))")]
    [InlineData("AND(OR('AuroraMSP.peer', 'MeridianMSP.peer'), OR('AuroraMSP.peer', 'MeridianMSP.peer'))", "leave a later rule without one; write AND('AuroraMSP.peer', 'MeridianMSP.peer')")]
    [InlineData("AND(OR('AuroraMSP.peer', 'MeridianMSP.peer'), OR('MeridianMSP.peer', 'SummitReMSP.peer'))", "UNRELIABLE: transactions would be invalid by chance: Fabric counts a signature for the first rule that it fits, so that AuroraMSP + MeridianMSP leave a later rule without one; write OR(AND('AuroraMSP.peer', 'MeridianMSP.peer'), AND('AuroraMSP.peer', 'SummitReMSP.peer'), AND('MeridianMSP.peer', 'SummitReMSP.peer'))")]
    [InlineData("AND(OR('AuroraMSP.peer', AND('MeridianMSP.peer', 'SummitReMSP.peer')), OR('AuroraMSP.peer', 'MeridianMSP.peer'), 'SummitReMSP.peer')", "_POLICY_")]
    [InlineData("AND(OR('AuroraMSP.peer', AND('MeridianMSP.peer', 'SummitReMSP.peer')), OR('AuroraMSP.peer', 'MeridianMSP.peer', 'SummitReMSP.peer'))", "UNRELIABLE: transactions would be invalid by chance: Fabric counts a signature for the first rule that it fits, so that AuroraMSP + MeridianMSP + SummitReMSP leave a later rule without one; write OR(AND('AuroraMSP.peer', 'MeridianMSP.peer'), AND('AuroraMSP.peer', 'SummitReMSP.peer'))")]
    [InlineData("AND('AuroraMSP.peer', 'AuroraMSP.peer')", "UNSATISFIABLE: nobody's signatures would do; each organization has one peer, which signs once and as peer or member")]
    [InlineData("OR('AuroraMSP.client', 'MeridianMSP.admin')", "UNSATISFIABLE: nobody's signatures would do")]
    public void Problems_PolicyThatFabricNeverOrNotAlwaysTakes_NamesWhatWorks(string policy, string expected)
    {
        var line = _text.InsertAfter("  sequence: 1", $"  endorsementPolicy: \"{policy}\"");

        var problem = _text.Problems().ShouldHaveSingleItem();
        problem.ShouldStartWith($"line {line}: chaincode.endorsementPolicy is '{policy}'; ENDORSEMENT_POLICY_UN");
        problem.ShouldContain(expected);
        if (problem.Split("; write ") is [_, var instead])
        {
            // What is offered is accepted.
            _text.Replace($"  endorsementPolicy: \"{policy}\"", $"  endorsementPolicy: \"{instead}\"");
            _text.Problems().ShouldBeEmpty();
        }
    }

    [Fact]
    public void Problems_CollectionsPolicyThatFabricNeverTakes_IsRefusedToo()
    {
        _text.InsertAfter(
            "  sequence: 1",
            "  collections:",
            "    - name: a",
            "      policy: OR('AuroraMSP.member', 'MeridianMSP.member')",
            "      endorsementPolicy: AND(OR('AuroraMSP.peer', 'MeridianMSP.peer'), 'AuroraMSP.peer')");

        _text.Problems().ShouldHaveSingleItem().ShouldContain(
            "chaincode.collections[0].endorsementPolicy is 'AND(OR('AuroraMSP.peer', 'MeridianMSP.peer'), 'AuroraMSP.peer')'; ENDORSEMENT_POLICY_UNSATISFIABLE: ");
    }

    [Fact]
    public void Read_SettingsOfDevLedger_AreTaken()
    {
        (_text.Read().Answers, _text.Read().Chaincode.EndorseEverywhere).ShouldBe(("2.5", false));
        _text.Append("answers: 3.1");
        _text.InsertAfter("  sequence: 1", "  endorseEverywhere: true");

        (_text.Read().Answers, _text.Read().Chaincode.EndorseEverywhere).ShouldBe(("3.1", true));
    }

    [Fact]
    public void Problems_SettingsOfDevLedger_SayWhatIsWrong()
    {
        var answers = _text.Append("answers: \"3\"");
        var everywhere = _text.InsertAfter("  sequence: 1", "  endorseEverywhere: yes");

        _text.Problems().ShouldBe(
        [
            $"line {everywhere}: chaincode.endorseEverywhere is 'yes'; write true or false",
            $"line {answers + 1}: answers is '3'; DevLedger answers as Fabric 2.5 or 3.1; write one of them",
        ], ignoreOrder: true);
    }

    [Fact]
    public void Problems_Collections_AreCheckedOneByOne()
    {
        var line = _text.InsertAfter(
            "  sequence: 1",
            "  collections:",
            "    - name: a",
            "      policy: AND('AuroraMSP.member', 'MeridianMSP.member')",
            "    - name: a",
            "      policy: OR('SupervisorMSP.member')",
            "      endorsementPolicy: OR('SupervisorMSP.peer')",
            "      requiredPeerCount: 3",
            "      maxPeerCount: 2");

        var problems = _text.Problems();

        problems.Count.ShouldBe(4);
        problems[0].ShouldContain($"line {line + 2}: chaincode.collections[0].policy is 'AND('AuroraMSP.member', 'MeridianMSP.member')'; the members of a collection are joined by OR alone");
        problems[1].ShouldBe($"line {line + 3}: chaincode.collections[1].name a is already taken; names of collections must differ");
        problems[2].ShouldContain($"line {line + 5}: chaincode.collections[1].endorsementPolicy is 'OR('SupervisorMSP.peer')'; SupervisorMSP is a regulator");
        problems[3].ShouldBe($"line {line + 6}: chaincode.collections[1].requiredPeerCount is 3, more than maxPeerCount, 2; raise maxPeerCount");
    }

    [Fact]
    public void Problems_AdditionalChaincodes_NeedTheirOwnNameAndProgram()
    {
        var line = _text.Append(
            "additionalChaincodes:",
            "  - name: insurance",
            "    version: \"1 0\"",
            "    sequence: 1");

        _text.Problems().ShouldBe(
        [
            $"line {line + 1}: additionalChaincodes[0].name insurance is already taken; names of chaincodes must differ",
            $"line {line + 1}: additionalChaincodes[0].program is missing",
            $"line {line + 2}: additionalChaincodes[0].version is '1 0'; letters, digits, . _ + and - only, at most 50 characters",
        ], ignoreOrder: true);
    }

    [Theory]
    [InlineData("    mspId: SupervisorMSP", "    mspId: auroramsp", "MSP ids must differ, and not in case alone")]
    [InlineData("    - name: orderer3", "    - name: admin", "that name is taken")]
    [InlineData("    - name: orderer3", "    - name: peer-AuroraMSP", "lower-case letters, digits and -")]
    [InlineData("    - name: orderer3", "    - name: peer-3", "that name is taken")]
    [InlineData("    kind: insurer", "    kind: bank", "write insurer, reinsurer or regulator")]
    public void Problems_OneMistake_HasItsLine(string line, string by, string expected)
    {
        var number = _text.Replace(line, by);

        _text.Problems().ShouldContain(problem => problem.StartsWith($"line {number}: ", StringComparison.Ordinal) && problem.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Problems_NoOrdererNodes_SaysHowMany()
    {
        foreach (var number in new[] { 1, 2, 3 })
        {
            _text.Replace($"    - name: orderer{number}");
            _text.Replace($"      port: 706{number}");
        }

        var line = _text.Replace("  nodes:", "  nodes: []");

        _text.Problems().ShouldHaveSingleItem().ShouldStartWith($"line {line}: orderer.nodes is empty; at least one node orders");
    }

    [Fact]
    public void Problems_OnlyARegulatorWithAGateway_SaysWhyAnotherIsNeeded()
    {
        foreach (var port in new[] { 8441, 8442, 8443 })
        {
            _text.Replace($"    gatewayPort: {port}");
        }

        _text.Problems().ShouldHaveSingleItem().ShouldContain("organizations has gateways for regulators alone");
        _text.Replace("    gatewayPort: 8444");
        _text.Read().WithGateway.ShouldBeEmpty();
    }
}
