using Fabric.Audit;
using Fabric.Client;
using Fabric.Protos.Common;

namespace Insurance.Gateway.Tests;

/// <summary>A peer that joined by a snapshot does not have what was before: it is said so, and never that there is no such thing.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly SignedChain _chain = new();

    public void Dispose() => _chain.Dispose();

    [Fact]
    public async Task VerifyTransaction_OfTheFirstBlockThere_PassesWithTheConfigurationThatThePeerStates()
    {
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger, first: SignedChain.Block);

        var answer = await Client(server).VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = _chain.TransactionId });

        answer.Verified.ShouldBeTrue(answer.ToString());
        answer.Checks.ShouldNotContain(check => check.Check == "previous block");
        answer.Checks.ShouldContain(check => check.Check == "orderer signature" && check.Passed);
    }

    [Fact]
    public async Task VerifyTransaction_OfABlockBefore_IsNotOnThisPeer()
    {
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger, first: SignedChain.Block + 1);
        await Client(server).VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = _chain.TransactionId })
            .ResponseAsync.ShouldBeAsync(StatusCode.OutOfRange, "NOT_ON_THIS_PEER");
    }

    [Fact]
    public async Task VerifyTransaction_UnknownToAllPeers_IsNotFound()
    {
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger, first: SignedChain.Block);
        await Client(server).VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = new string('a', 64) })
            .ResponseAsync.ShouldBeAsync(StatusCode.NotFound, "TRANSACTION_NOT_FOUND");
    }

    // Of a peer with the whole chain the first block is one like any other.
    [Theory]
    [InlineData(0, 0, nameof(PositionMatch.Unknown))]
    [InlineData(0, SignedChain.Block, nameof(PositionMatch.Agrees))]
    [InlineData(SignedChain.Block, 0, nameof(PositionMatch.Agrees))]
    public async Task Compare_APlaceInABlock_IsUnknownWhereThePeerHasTheBlockAndNotTheTransactionInIt(int first, int block, string expected)
    {
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger, first);
        var place = new EventOptions { StartBlock = (ulong)block, AfterTransactionId = _chain.TransactionId };

        var (match, _) = await new PositionComparer(new ChainReader(server.Ledger, "insurance")).CompareAsync(place, "auditor", CancellationToken.None);

        match.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData(0, "RECORD_NOT_FOUND")]
    [InlineData(1, "NOT_ON_THIS_PEER")]
    public async Task GetHistory_NotThere_IsNotFoundOnlyWhereTheWholeChainIs(int first, string code)
    {
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger, first);
        server.Ledger.Refuse("GetHistory", "RECORD_NOT_FOUND", "There is no such record.");
        await HistoryAsync(server).ShouldBeRefusedAsync(code);
    }

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(0, false, true)]
    [InlineData(1, true, true)]
    [InlineData(1, false, false)]
    public async Task GetHistory_OnlyTheVersionsSince_AreNoHistory(int first, bool bornThere, bool answered)
    {
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger, first);
        var maker = bornThere ? _chain.TransactionId : new string('b', 64);
        server.Ledger.Answer("GetHistory", new GetHistoryResponse
        {
            Entries = { new HistoryEntry { TransactionId = _chain.TransactionId, RecordJson = $$"""{"submitted":{"transactionId":"{{maker}}"} }""" } },
        });

        if (answered)
        {
            (await HistoryAsync(server)).Entries.ShouldHaveSingleItem().BlockNumber.ShouldBe((ulong)SignedChain.Block);
        }
        else
        {
            await HistoryAsync(server).ShouldBeRefusedAsync("NOT_ON_THIS_PEER");
        }
    }

    [Fact]
    public async Task Members_OfAPeerWithoutAnyBlockYet_AreThoseThatItStates()
    {
        var ledger = new FakeLedger();
        _chain.Serve(ledger, first: _chain.Blocks.Count);

        var members = await new ChannelMembers(new ChainReader(ledger, "insurance")).NowAsync("auditor", CancellationToken.None);

        members.Select(member => member.MspId).ShouldBe([GatewayServer.MspId, "OrdererMSP"], ignoreOrder: true);
    }

    [Fact]
    public async Task Broker_AsksForAnyTransactionNotItsOwn_GetsOneAnswer()
    {
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger, first: SignedChain.Block + 1);
        var broker = new V1.Ledger.LedgerClient(server.As("broker", "b1"));
        foreach (var id in new[] { _chain.TransactionId, new string('a', 64) })
        {
            await broker.VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = id }).ResponseAsync
                .ShouldBeAsync(StatusCode.OutOfRange, "NOT_ON_THIS_PEER");
        }
    }

    // Numbers of the configurations in force, noted in blocks 3 and on.
    [Theory]
    [InlineData(3, 3, "0 0 0 0")]
    [InlineData(3, 5, "0 4 4 4")]
    [InlineData(3, 5, "0 4 4 6 6")]
    [InlineData(3, 4, "3 3 3 3")]
    [InlineData(3, 4, "3 3 5 5")]
    public async Task Covered_FirstBlock_IsTheOneWhoseConfigurationIsToBeHad(int first, ulong covered, string noted)
    {
        var ledger = new FakeLedger();
        var numbers = noted.Split(' ').Select(ulong.Parse).ToList();
        ledger.AnswerBytes("GetChainInfo", _ => new BlockchainInfo
        {
            Height = (ulong)(first + numbers.Count),
            BootstrappingSnapshotInfo = new BootstrappingSnapshotInfo { LastBlockInSnapshot = (ulong)first - 1 },
        }.ToByteArray());
        ledger.AnswerBytes("GetBlockByNumber", call =>
        {
            var number = int.Parse(System.Text.Encoding.UTF8.GetString(call.Arguments[1].Span), System.Globalization.CultureInfo.InvariantCulture);
            var value = new OrdererBlockMetadata { LastConfig = new LastConfig { Index = numbers[number - first] } }.ToByteString();
            var metadata = new BlockMetadata { Metadata = { new Fabric.Protos.Common.Metadata { Value = value }.ToByteString() } };
            return new Block { Header = new BlockHeader { Number = (ulong)number }, Metadata = metadata }.ToByteArray();
        });

        (await new ConfigurationSource(new ChainReader(ledger, "insurance")).FirstCoveredAsync("auditor", CancellationToken.None)).ShouldBe(covered);
    }

    private static V1.Ledger.LedgerClient Client(GatewayServer server) => new(server.As("auditor"));

    private static async Task<GetHistoryResponse> HistoryAsync(GatewayServer server) =>
        await Client(server).GetHistoryAsync(new GetHistoryRequest { RecordType = RecordType.Claim, RecordId = "c" });
}
