using Fabric.Protos.Common;

namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>blockevents.feature, each for blocks, filtered blocks, and blocks with private data.</summary>
[Collection(NetworkCollection.Name)]
public sealed class BlockEventScenarios : ScenarioTests
{
    public enum Kind
    {
        Block,
        FilteredBlock,
        BlockAndPrivateData,
    }

    [NetworkTheory]
    [Trait("Scenario", "blockevents 1")]
    [InlineData(Kind.Block)]
    [InlineData(Kind.FilteredBlock)]
    [InlineData(Kind.BlockAndPrivateData)]
    public async Task Listen_Block_IsReceived(Kind kind)
    {
        await using var listener = await ListenAsync(kind);
        var (id, block) = await EchoAsync();

        (await listener.ReceiveAsync(id)).ShouldBe(block);
    }

    [NetworkTheory]
    [Trait("Scenario", "blockevents 2")]
    [InlineData(Kind.Block)]
    [InlineData(Kind.FilteredBlock)]
    [InlineData(Kind.BlockAndPrivateData)]
    public async Task Replay_FromTheLastBlock_ReceivesIt(Kind kind)
    {
        var (id, block) = await EchoAsync();

        await using var listener = await ListenAsync(kind, new EventOptions { StartBlock = block });
        (await listener.FirstAsync()).ShouldBe(block);
        listener.Transactions.ShouldContain(id);
    }

    [NetworkTheory]
    [Trait("Scenario", "blockevents 3")]
    [InlineData(Kind.Block)]
    [InlineData(Kind.FilteredBlock)]
    [InlineData(Kind.BlockAndPrivateData)]
    public async Task Listen_AfterClosing_ReceivesTheNextBlock(Kind kind)
    {
        await using (var first = await ListenAsync(kind))
        {
            await first.ReceiveAsync((await EchoAsync()).TransactionId);
        }

        await using var second = await ListenAsync(kind);
        await second.ReceiveAsync((await EchoAsync()).TransactionId);
    }

    [NetworkTheory]
    [Trait("Scenario", "blockevents 4")]
    [InlineData(Kind.Block)]
    [InlineData(Kind.FilteredBlock)]
    [InlineData(Kind.BlockAndPrivateData)]
    public async Task Close_OneListener_DoesNotInterruptTheOther(Kind kind)
    {
        await using var other = await ListenAsync(kind);
        await using (var closed = await ListenAsync(kind))
        {
            var (before, _) = await EchoAsync();
            await closed.ReceiveAsync(before);
            await other.ReceiveAsync(before);
        }

        await other.ReceiveAsync((await EchoAsync()).TransactionId);
    }

    [NetworkTheory]
    [Trait("Scenario", "blockevents 5")]
    [InlineData(Kind.Block)]
    [InlineData(Kind.FilteredBlock)]
    [InlineData(Kind.BlockAndPrivateData)]
    public async Task Checkpoint_AfterABlock_ContinuesWithTheNext(Kind kind)
    {
        ICheckpointer checkpointer = new InMemoryCheckpointer();
        ulong read;
        await using (var first = await ListenAsync(kind, new EventOptions { Checkpoint = checkpointer }))
        {
            read = await first.ReceiveAsync((await EchoAsync()).TransactionId);
            await checkpointer.CheckpointBlockAsync(read);
        }

        var (id, _) = await EchoAsync();
        await using var second = await ListenAsync(kind, new EventOptions { Checkpoint = checkpointer });
        (await second.FirstAsync()).ShouldBe(read + 1);
        if (!second.Transactions.Contains(id))
        {
            await second.ReceiveAsync(id);
        }
    }

    private Task<(string TransactionId, ulong Block)> EchoAsync() => CommitAsync(Basic, "echo", Run);

    private async Task<IBlockListener> ListenAsync(Kind kind, EventOptions? options = null) => kind switch
    {
        Kind.Block => new BlockListener<Block>(
            new(await Network.NewBlockEventsRequest(options).OpenAsync(Ended), Ended), block => block.Header.Number, IdsOf),
        Kind.FilteredBlock => new BlockListener<Protos.Peer.FilteredBlock>(
            new(await Network.NewFilteredBlockEventsRequest(options).OpenAsync(Ended), Ended),
            block => block.Number,
            block => block.FilteredTransactions.Select(transaction => transaction.Txid)),
        _ => new BlockListener<Protos.Peer.BlockAndPrivateData>(
            new(await Network.NewBlockAndPrivateDataEventsRequest(options).OpenAsync(Ended), Ended),
            both => both.Block.Header.Number,
            both => IdsOf(both.Block)),
    };

    private static IEnumerable<string> IdsOf(Block block) => block.Data.Data.Select(data =>
        ChannelHeader.Parser.ParseFrom(Payload.Parser.ParseFrom(Envelope.Parser.ParseFrom(data).Payload).Header.ChannelHeader).TxId);

    private interface IBlockListener : IAsyncDisposable
    {
        /// <summary>Ids of the transactions in the block that was received last.</summary>
        IReadOnlyList<string> Transactions { get; }

        /// <summary>The number of the next block.</summary>
        Task<ulong> FirstAsync();

        /// <summary>The number of the block that holds a transaction.</summary>
        Task<ulong> ReceiveAsync(string transactionId);
    }

    private sealed class BlockListener<T>(Listener<T> listener, Func<T, ulong> number, Func<T, IEnumerable<string>> ids) : IBlockListener
    {
        public IReadOnlyList<string> Transactions { get; private set; } = [];

        public Task<ulong> FirstAsync() => NextAsync(_ => true);

        public Task<ulong> ReceiveAsync(string transactionId) => NextAsync(block => ids(block).Contains(transactionId));

        public ValueTask DisposeAsync() => listener.DisposeAsync();

        private async Task<ulong> NextAsync(Func<T, bool> isMeant)
        {
            var block = await listener.NextAsync(isMeant);
            Transactions = [.. ids(block)];
            return number(block);
        }
    }
}
