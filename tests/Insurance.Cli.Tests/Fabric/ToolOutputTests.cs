namespace Insurance.Cli.Tests.Fabric;

public sealed class ToolOutputTests
{
    [Theory]
    [InlineData("""{"systemChannel":null,"channels":[{"name":"insurance","url":"/participation/v1/channels/insurance"}]}""", true)]
    [InlineData("""{"systemChannel":null,"channels":null}""", false)]
    [InlineData("""{"channels":[{"name":"other"}]}""", false)]
    [InlineData("Error: Get \"https://127.0.0.1:8061\": connection refused", null)]
    [InlineData("""{"error":"nothing here"}""", null)]
    public void ChannelList_Answers_AreDistinguished(string output, bool? contains) => ChannelList.Contains(output, "insurance").ShouldBe(contains);

    [Theory]
    [InlineData("""{"name":"insurance","url":"/participation/v1/channels/insurance","consensusRelation":"consenter","status":"active","height":6}""", 6UL)]
    [InlineData("""{"systemChannel":null,"channels":[]}""", null)]
    [InlineData("""{"height":"six"}""", null)]
    [InlineData("""{"error":"channel does not exist"}""", null)]
    [InlineData("Status: 404", null)]
    public void ChannelList_OfOneChannel_SaysItsHeight(string output, ulong? height) => ChannelList.Height(output).ShouldBe(height);

    [Theory]
    [InlineData("Blockchain info: {\"height\":7,\"currentBlockHash\":\"a\"}\n", 7UL)]
    [InlineData("Blockchain info: {\"height\":", null)]
    [InlineData("2026 INFO nothing", null)]
    public void ChainInfo_Height_IsRead(string output, ulong? height) => ChainInfo.Height(output).ShouldBe(height);

    [Fact]
    public void InstalledPackage_Read_SaysWhatEachServes()
    {
        const string Output = """
            {"installed_chaincodes":[
              {"package_id":"insurance_1.0:aa","label":"insurance_1.0","references":{"insurance":{"chaincodes":[{"name":"insurance","version":"1.0"}]}}},
              {"package_id":"insurance_1.1:bb","label":"insurance_1.1"}]}
            """;

        var packages = InstalledPackage.Read(Output).ShouldNotBeNull();

        packages.Select(package => package.Id).ShouldBe(["insurance_1.0:aa", "insurance_1.1:bb"]);
        packages[0].ServesAs("insurance", "insurance").ShouldBeTrue();
        packages[1].ServesAs("insurance", "insurance").ShouldBeFalse();
        InstalledPackage.Read("{}").ShouldBeEmpty();
        InstalledPackage.Read("Error: access denied").ShouldBeNull();
    }

    [Fact]
    public void CommittedDefinition_Read_VersionAndSequence()
    {
        CommittedDefinition.Read("""{"sequence":3,"version":"2.0","endorsement_plugin":"escc"}""").ShouldBe(new CommittedDefinition("2.0", 3));
        CommittedDefinition.Read("""{"version":"2.0"}""").ShouldBeNull();
        CommittedDefinition.Read("Error").ShouldBeNull();
    }

    [Fact]
    public void MetricsText_Read_TheValueOfThatChannelOnly()
    {
        const string Text = """
            # HELP consensus_etcdraft_is_leader The leadership status
            consensus_etcdraft_is_leader{channel="other"} 0
            consensus_etcdraft_is_leader{channel="insurance"} 1
            consensus_etcdraft_is_leader_count{channel="insurance"} 5
            ledger_blockchain_height{channel="insurance"} 1.2e+02
            """;

        MetricsText.Read(Text, "consensus_etcdraft_is_leader", "insurance").ShouldBe(1);
        MetricsText.Read(Text, "consensus_etcdraft_is_leader", "other").ShouldBe(0);
        MetricsText.Read(Text, "ledger_blockchain_height", "insurance").ShouldBe(120);
        MetricsText.Read(Text, "ledger_blockchain_height", "other").ShouldBeNull();
        MetricsText.Read("", "ledger_blockchain_height", "insurance").ShouldBeNull();
    }

    [Theory]
    [InlineData("Error: proposal failed with status: 500 - no\nmore", false, "proposal failed with status: 500 - no")]
    [InlineData("Error: failed to create deliver client: connection error", true, "failed to create deliver client: connection error")]
    public void ToolResult_Problem_IsTheToolsOwnLine(string error, bool isSilence, string problem)
    {
        var result = new ToolResult("peer channel list", 1, "", error);

        (result.Problem, result.IsSilence).ShouldBe((problem, isSilence));
    }
}
