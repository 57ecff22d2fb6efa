using Insurance.Cli.Tests.Support;

namespace Insurance.Cli.Tests.Consortium;

public sealed class ConsortiumReaderTests
{
    private readonly ConsortiumText text = new();

    [Fact]
    public void Problems_ManyMistakes_AreReportedTogetherInTheOrderOfTheFile()
    {
        var twin = text.Replace("    - name: orderer2", "    - name: orderer1");
        var underscore = text.Replace("    mspId: MeridianMSP", "    mspId: Meridian_MSP");
        var unknown = text.InsertAfter("    gatewayPort: 8443", "    gatewayProt: 8443");
        var broker = text.LineOf("    insurers: [AuroraMSP, MeridianMSP]");
        var name = text.Replace("  name: insurance", "  name: in surance");
        var policy = text.InsertAfter("  sequence: 1", "  endorsementPolicy: OutOf(2, 'AuroraMSP.peer', 'SupervisorMSP.peer')");

        var problems = text.Problems();

        problems.Count.ShouldBe(6);
        problems[0].ShouldBe($"line {twin}: orderer.nodes[1].name orderer1 is already taken; names of nodes must differ");
        problems[1].ShouldStartWith($"line {underscore}: organizations[1].mspId is 'Meridian_MSP'; an MSP id is letters, digits and -");
        problems[2].ShouldBe($"line {unknown}: organizations[2].gatewayProt is not known; organizations[2].… takes chaincodePort, gatewayPort, kind, mspId, name, operationsPort, peerChaincodePort, peerPort");
        problems[3].ShouldBe($"line {broker}: broker harbour-brokers names MeridianMSP, which is not an insurer of this file");
        problems[4].ShouldStartWith($"line {name}: chaincode.name is 'in surance'; ");
        problems[5].ShouldBe($"line {policy}: chaincode.endorsementPolicy is 'OutOf(2, 'AuroraMSP.peer', 'SupervisorMSP.peer')'; SupervisorMSP is a regulator and endorses nothing; leave it out");
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
        var line = text.InsertAfter("  sequence: 1", $"  endorsementPolicy: \"{policy.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");

        text.Problems().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            problem => problem.ShouldStartWith($"line {line}: chaincode.endorsementPolicy is '"),
            problem => problem.ShouldContain(expected));
    }

    [Fact]
    public void Problems_Collections_AreCheckedOneByOne()
    {
        var line = text.InsertAfter(
            "  sequence: 1",
            "  collections:",
            "    - name: a",
            "      policy: AND('AuroraMSP.member', 'MeridianMSP.member')",
            "    - name: a",
            "      policy: OR('SupervisorMSP.member')",
            "      endorsementPolicy: OR('SupervisorMSP.peer')",
            "      requiredPeerCount: 3",
            "      maxPeerCount: 2");

        var problems = text.Problems();

        problems.Count.ShouldBe(4);
        problems[0].ShouldContain($"line {line + 2}: chaincode.collections[0].policy is 'AND('AuroraMSP.member', 'MeridianMSP.member')'; the members of a collection are joined by OR alone");
        problems[1].ShouldBe($"line {line + 3}: chaincode.collections[1].name a is already taken; names of collections must differ");
        problems[2].ShouldContain($"line {line + 5}: chaincode.collections[1].endorsementPolicy is 'OR('SupervisorMSP.peer')'; SupervisorMSP is a regulator");
        problems[3].ShouldBe($"line {line + 6}: chaincode.collections[1].requiredPeerCount is 3, more than maxPeerCount, 2; raise maxPeerCount");
    }

    [Fact]
    public void Problems_AdditionalChaincodes_NeedTheirOwnNameAndProgram()
    {
        var line = text.Append(
            "additionalChaincodes:",
            "  - name: insurance",
            "    version: \"1 0\"",
            "    sequence: 1");

        text.Problems().ShouldBe(
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
        var number = text.Replace(line, by);

        text.Problems().ShouldContain(problem => problem.StartsWith($"line {number}: ", StringComparison.Ordinal) && problem.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Problems_NoOrdererNodes_SaysHowMany()
    {
        foreach (var number in new[] { 1, 2, 3 })
        {
            text.Replace($"    - name: orderer{number}");
            text.Replace($"      port: 706{number}");
        }

        var line = text.Replace("  nodes:", "  nodes: []");

        text.Problems().ShouldHaveSingleItem().ShouldStartWith($"line {line}: orderer.nodes is empty; at least one node orders");
    }

    [Fact]
    public void Problems_OnlyARegulatorWithAGateway_SaysWhyAnotherIsNeeded()
    {
        foreach (var port in new[] { 8441, 8442, 8443 })
        {
            text.Replace($"    gatewayPort: {port}");
        }

        text.Problems().ShouldHaveSingleItem().ShouldContain("organizations has gateways for regulators alone");
        text.Replace("    gatewayPort: 8444");
        text.Read().WithGateway.ShouldBeEmpty();
    }
}
