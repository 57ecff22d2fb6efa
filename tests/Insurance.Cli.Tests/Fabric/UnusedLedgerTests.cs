namespace Insurance.Cli.Tests.Fabric;

public sealed class UnusedLedgerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("insure-ledger-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Discard_KilledWhileItMadeItsDatabases_IsRemoved()
    {
        var (peer, orderer) = (Make("peer", "ledgersData/chains/chains", "ledgersData/configHistory"), Make("orderer", "chains", "index", "etcdraft/wal"));

        UnusedLedger.DiscardPeer(peer);
        UnusedLedger.DiscardOrderer(orderer);

        (Directory.Exists(peer), Directory.Exists(orderer)).ShouldBe((false, false));
    }

    [Theory]
    [InlineData("chains/insurance")]
    [InlineData("etcdraft/wal/insurance")]
    public void Discard_OrdererWithAChannel_Stays(string used)
    {
        var orderer = Make("orderer", used);

        UnusedLedger.DiscardOrderer(orderer);

        Directory.Exists(Path.Combine(orderer, used)).ShouldBeTrue();
    }

    [Fact]
    public void Discard_PeerWithAChannel_Stays()
    {
        var peer = Make("peer", "ledgersData/chains/chains/insurance");

        UnusedLedger.DiscardPeer(peer);

        Directory.Exists(peer).ShouldBeTrue();
    }

    private string Make(string node, params string[] folders)
    {
        foreach (var path in folders)
        {
            Directory.CreateDirectory(Path.Combine(_folder, node, path));
        }

        return Path.Combine(_folder, node);
    }
}
