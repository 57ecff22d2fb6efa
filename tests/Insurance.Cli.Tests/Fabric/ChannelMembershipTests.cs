namespace Insurance.Cli.Tests.Fabric;

public sealed class ChannelMembershipTests
{
    [Fact]
    public void Block_NothingAnywhere_IsGeneratedAndEverybodyJoins()
    {
        var membership = Of("---", hasBlock: false, 0, 0, 0);

        (membership.Block, membership.Irreparable("data")).ShouldBe((BlockSource.Generate, null));
        membership.OrderersToJoin.ShouldBe(["orderer1", "orderer2", "orderer3"]);
        membership.PeersToJoin.ShouldBe(["MSP1", "MSP2", "MSP3"]);
    }

    [Theory]
    [InlineData("xxx", true, 5UL, 5UL, 5UL, "NotNeeded")]
    [InlineData("xxx", false, 5UL, 5UL, 5UL, "NotNeeded")]
    // A first start broken off after the first peer had joined.
    [InlineData("---", true, 1UL, 0UL, 0UL, "File")]
    [InlineData("x--", true, 1UL, 0UL, 0UL, "File")]
    [InlineData("x-x", true, 9UL, 9UL, 9UL, "File")]
    [InlineData("xxx", true, 9UL, 0UL, 9UL, "File")]
    // A second first block would be another channel.
    [InlineData("xx-", false, 9UL, 9UL, 9UL, "Fetch")]
    public void Block_SomeHaveIt_TheRestIsCompleted(string orderers, bool hasBlock, ulong first, ulong second, ulong third, string source)
    {
        var membership = Of(orderers, hasBlock, first, second, third);

        (membership.Block.ToString(), membership.Irreparable("data")).ShouldBe((source, null));
    }

    [Fact]
    public void Irreparable_NoOrdererHasTheBlocksOfThePeers_IsNamed() =>
        Of("---", hasBlock: true, 12, 11, 0).Irreparable("/home/ledger/orderers").ShouldBe(
            "the peers hold 12 blocks, but no orderer has the channel: the orderers' data are gone from /home/ledger/orderers; restore them from a backup, or begin anew with `insure down --wipe`");

    [Fact]
    public void Irreparable_NoMajorityOfOrderersLeft_IsNamed() =>
        Of("-x-", hasBlock: true, 12, 12, 12).Irreparable("/home/ledger/orderers").ShouldBe(
            "the data of orderer1, orderer3 are gone from /home/ledger/orderers, and the 1 of 3 orderers that have theirs are no majority to copy them from; restore them from a backup, or begin anew with `insure down --wipe`");

    private static ChannelMembership Of(string orderers, bool hasBlock, params ulong[] heights) => new(
        orderers.Select((joined, index) => (joined, index)).ToDictionary(item => $"orderer{item.index + 1}", item => item.joined == 'x'),
        heights.Select((height, index) => (height, index)).ToDictionary(item => $"MSP{item.index + 1}", item => item.height),
        hasBlock);
}
