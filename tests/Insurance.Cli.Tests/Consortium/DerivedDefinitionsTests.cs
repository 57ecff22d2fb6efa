namespace Insurance.Cli.Tests.Consortium;

public sealed class DerivedDefinitionsTests
{
    private readonly ConsortiumText _text = new();

    [Fact]
    public void Read_RepositoryFile_DerivesPolicyAndCollectionsOfTwoInsurersAndOneReinsurer()
    {
        var chaincode = _text.Read().Chaincode;

        chaincode.EndorsementPolicy.ShouldBe("OutOf(2, 'AuroraMSP.peer', 'MeridianMSP.peer', 'SummitReMSP.peer')");
        chaincode.Collections.ShouldBe(
        [
            new("pii_AuroraMSP", "OR('AuroraMSP.member')", "OR('AuroraMSP.peer')", 0, 1, true, true, 0),
            new("pii_MeridianMSP", "OR('MeridianMSP.member')", "OR('MeridianMSP.peer')", 0, 1, true, true, 0),
            new("treaty_AuroraMSP_SummitReMSP", "OR('AuroraMSP.member', 'SummitReMSP.member', 'SupervisorMSP.member')", "AND('AuroraMSP.peer', 'SummitReMSP.peer')", 0, 2, true, true, 0),
            new("treaty_MeridianMSP_SummitReMSP", "OR('MeridianMSP.member', 'SummitReMSP.member', 'SupervisorMSP.member')", "AND('MeridianMSP.peer', 'SummitReMSP.peer')", 0, 2, true, true, 0),
        ]);
    }

    [Theory]
    [InlineData("insurer", "pii_PolarisMSP treaty_PolarisMSP_SummitReMSP", true)]
    [InlineData("reinsurer", "treaty_AuroraMSP_PolarisMSP treaty_MeridianMSP_PolarisMSP", true)]
    [InlineData("regulator", "", false)]
    public void Read_FifthOrganization_AddsWhatItsKindNeeds(string kind, string collections, bool endorses)
    {
        var before = _text.Read().Chaincode;
        AddPolaris(kind);

        var after = _text.Read().Chaincode;

        after.Collections.Select(collection => collection.Name).Except(before.Collections.Select(collection => collection.Name))
            .ShouldBe(collections.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
        after.EndorsementPolicy.Contains("'PolarisMSP.peer'", StringComparison.Ordinal).ShouldBe(endorses);
        foreach (var treaty in after.Collections.Where(collection => collection.Name.StartsWith("treaty_", StringComparison.Ordinal)))
        {
            treaty.Policy.Contains("'PolarisMSP.member'", StringComparison.Ordinal)
                .ShouldBe(kind == "regulator" || treaty.Name.Contains("PolarisMSP", StringComparison.Ordinal), treaty.Name);
        }
    }

    [Fact]
    public void Read_PolicyAndCollectionsGiven_TheyReplaceTheDerivedOnes()
    {
        _text.InsertAfter(
            "  sequence: 1",
            "  endorsementPolicy: AND('AuroraMSP.peer', 'SummitReMSP.peer')",
            "  collections:",
            "    - name: shared",
            "      policy: OR('AuroraMSP.member', 'MeridianMSP.member')",
            "      requiredPeerCount: 1",
            "      blockToLive: 7");

        var chaincode = _text.Read().Chaincode;

        chaincode.EndorsementPolicy.ShouldBe("AND('AuroraMSP.peer', 'SummitReMSP.peer')");
        chaincode.Collections.ShouldHaveSingleItem()
            .ShouldBe(new CollectionDescription("shared", "OR('AuroraMSP.member', 'MeridianMSP.member')", null, 1, 1, true, true, 7));
    }

    [Fact]
    public void Read_AdditionalChaincode_HasNoCollectionsOfItsOwnAccordAndAPortPerOrganization()
    {
        _text.Append(
            "additionalChaincodes:",
            "  - name: conformance",
            "    version: \"2\"",
            "    sequence: 3",
            "    program: conformance",
            "  - name: elsewhere",
            "    version: \"2\"",
            "    sequence: 3",
            "    program: ./bin/elsewhere");

        var description = _text.Read();

        description.Chaincodes.Select(chaincode => chaincode.Name).ShouldBe(["insurance", "conformance", "elsewhere"]);
        description.Chaincodes.Select(chaincode => chaincode.Program).ShouldBe([null, "conformance", "/described/bin/elsewhere"]);
        description.AdditionalChaincodes.ShouldAllBe(chaincode => chaincode.Collections.Count == 0);
        description.AdditionalChaincodes[0].EndorsementPolicy.ShouldBe(description.Chaincode.EndorsementPolicy);
        description.Organizations.Select(organization => organization.ChaincodePortAt(2)).ShouldBe([8251, 8252, 8253, 8254]);
    }

    private void AddPolaris(string kind) => _text.InsertAfter(
        "    gatewayPort: 8444",
        "  - name: Polaris",
        "    mspId: PolarisMSP",
        $"    kind: {kind}",
        "    peerPort: 7055");
}
