using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Fabric.Client.Resilience.Tests;

/// <summary>Any number of readers of the ledger's events share one stream of the peer, and each gets every event once and in order.</summary>
public sealed class SharedEventsTests
{
    private readonly Chain _chain = new();

    [Fact]
    [Trait("Report", "5")]
    public async Task Read_ManyReadersLive_OpensOneStream()
    {
        var shared = new SharedEvents(_chain);
        _chain.Add(3);
        var readers = Enumerable.Range(0, 20).Select(_ => TakeAsync(shared, null, 2)).ToList();
        await Waiting.UntilAsync(() => _chain.Asked == 20 && _chain.Open == 1);
        _chain.Add(2);

        foreach (var reader in readers)
        {
            (await reader).ShouldBe(["3.0", "4.0"]);
        }

        _chain.Opened.ShouldBe([3UL]);
    }

    [Fact]
    public async Task Read_FromAnEarlierBlock_ReplaysAndJoinsWithoutGapOrRepetition()
    {
        var shared = new SharedEvents(_chain);
        _chain.Add(50);
        var following = TakeAsync(shared, null, 30);
        _chain.Add(10);
        var late = TakeAsync(shared, new EventOptions { StartBlock = 0 }, 80);
        _chain.Add(20);

        (await late).ShouldBe(Enumerable.Range(0, 80).Select(number => $"{number}.0"));
        (await following).ShouldBe(Enumerable.Range(50, 30).Select(number => $"{number}.0"));
    }

    [Fact]
    public async Task Read_ReplayHasCaughtUp_IsClosedWhileTheReaderFollows()
    {
        var shared = new SharedEvents(_chain);
        _chain.Add(5);
        await using var reader = shared.ReadAsync(new EventOptions { StartBlock = 0 }, "client", CancellationToken.None).GetAsyncEnumerator();
        for (var number = 0; number < 5; number++)
        {
            (await reader.MoveNextAsync()).ShouldBeTrue();
        }

        var next = reader.MoveNextAsync();
        await Waiting.UntilAsync(() => _chain.Open == 1);
        _chain.Opened.Order().ShouldBe([0UL, 5UL]);
        _chain.Add(1);
        (await next).ShouldBeTrue();
        reader.Current.EventName.ShouldBe("5.0");
    }

    [Fact]
    public async Task Read_AfterATransaction_BeginsBehindIt()
    {
        var shared = new SharedEvents(_chain);
        _chain.Add(1);
        _chain.AddBlock("a", "b", "c");
        _chain.Add(1);

        (await TakeAsync(shared, new EventOptions { StartBlock = 1, AfterTransactionId = "b" }, 2)).ShouldBe(["c", "2.0"]);
    }

    [Fact]
    public async Task Read_AfterATransactionThatAnotherEnvelopeNamedBefore_BeginsBehindTheValidOne()
    {
        var shared = new SharedEvents(_chain);
        _chain.Add(new EventBlock(0, [("b", false), ("a", true), ("b", true), ("c", true)], [Event("a", 0), Event("b", 0), Event("c", 0)]));

        (await TakeAsync(shared, new EventOptions { StartBlock = 0, AfterTransactionId = "b" }, 1)).ShouldBe(["c"]);
    }

    [Fact]
    public async Task Read_FromACheckpoint_TakesItBeforeTheBlockAndOnlyOnceItHoldsAPlace()
    {
        var shared = new SharedEvents(_chain);
        var checkpoint = new InMemoryCheckpointer();
        _chain.Add(1);
        _chain.AddBlock("a", "b", "c");

        (await TakeAsync(shared, new EventOptions { StartBlock = 0, Checkpoint = checkpoint }, 1)).ShouldBe(["0.0"]);
        await checkpoint.CheckpointTransactionAsync(1, "b");
        (await TakeAsync(shared, new EventOptions { StartBlock = 0, Checkpoint = checkpoint }, 1)).ShouldBe(["c"]);
    }

    [Fact]
    public async Task Read_AfterATransactionThatIsNotThere_Fails()
    {
        var shared = new SharedEvents(_chain);
        _chain.Add(2);
        (await Should.ThrowAsync<LedgerException>(() => TakeAsync(shared, new EventOptions { StartBlock = 1, AfterTransactionId = "elsewhere" }, 1)))
            .Failure.ShouldBe(LedgerFailure.NotFound);
        _chain.Open.ShouldBe(0);
    }

    [Fact]
    public async Task Read_ABlockThatIsStillToCome_WaitsForIt()
    {
        var shared = new SharedEvents(_chain);
        _chain.Add(2);
        var reader = TakeAsync(shared, new EventOptions { StartBlock = 4 }, 1);
        await Waiting.UntilAsync(() => _chain.Open == 1);
        _chain.Add(3);

        (await reader).ShouldBe(["4.0"]);
    }

    [Fact]
    public async Task Read_ABlockBeforeTheSnapshot_NamesTheFirstOne()
    {
        var shared = new SharedEvents(_chain);
        _chain.Add(9);
        _chain.First = 7;

        (await Should.ThrowAsync<LedgerException>(() => TakeAsync(shared, new EventOptions { StartBlock = 6 }, 1))).FirstBlock.ShouldBe(7UL);
        (await TakeAsync(shared, new EventOptions { StartBlock = 7 }, 1)).ShouldBe(["7.0"]);
    }

    [Fact]
    public async Task Read_SlowReader_HoldsUpNobodyAndLosesNothing()
    {
        const int Blocks = LiveEvents.MostBlocks * 3;
        var shared = new SharedEvents(_chain);
        await using var slow = shared.ReadAsync(new EventOptions { StartBlock = 0 }, "client", CancellationToken.None).GetAsyncEnumerator();
        var first = slow.MoveNextAsync();
        await Waiting.UntilAsync(() => _chain.Open == 1);
        var quick = TakeAsync(shared, new EventOptions { StartBlock = 0 }, Blocks);
        _chain.Add(Blocks);
        (await quick).Count.ShouldBe(Blocks);

        (await first).ShouldBeTrue();
        for (var number = 0; number < Blocks; number++)
        {
            slow.Current.EventName.ShouldBe($"{number}.0");
            if (number < Blocks - 1)
            {
                (await slow.MoveNextAsync()).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public async Task Live_LargeEvents_KeepsABoundedPart()
    {
        var payload = new byte[1024 * 1024];
        using var live = LiveEvents.Start(_chain, 0, "client");
        for (var number = 0UL; number < 20; number++)
        {
            _chain.Add(new EventBlock(number, [($"{number}", true)], [Event($"{number}", number, payload)]));
        }

        (await live.FindAsync(19, CancellationToken.None)).ShouldNotBeNull();
        live.Covers(19 - 7).ShouldBeTrue();
        live.Covers(19 - 8).ShouldBeFalse();
    }

    [Fact]
    public async Task Read_StreamBreaks_EndsEveryReaderAndTheNextOpensAnother()
    {
        var shared = new SharedEvents(_chain);
        _chain.Add(1);
        var readers = Enumerable.Range(0, 3).Select(_ => TakeAsync(shared, new EventOptions { StartBlock = 1 }, 1)).ToList();
        await Waiting.UntilAsync(() => _chain.Asked == 3 && _chain.Open == 1);
        _chain.Break();
        foreach (var reader in readers)
        {
            (await Should.ThrowAsync<LedgerException>(() => reader)).Failure.ShouldBe(LedgerFailure.Unavailable);
        }

        _chain.Add(1);
        (await TakeAsync(shared, new EventOptions { StartBlock = 1 }, 1)).ShouldBe(["1.0"]);
    }

    [Fact]
    public async Task Read_LastReaderLeaves_ClosesTheStream()
    {
        var shared = new SharedEvents(_chain);
        _chain.Add(1);
        for (var turn = 0; turn < 10; turn++)
        {
            using var leaving = new CancellationTokenSource();
            var reader = TakeAsync(shared, null, 1, leaving.Token);
            await Waiting.UntilAsync(() => _chain.Open == 1);
            await leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => reader);
            await Waiting.UntilAsync(() => _chain.Open == 0);
        }
    }

    [Fact]
    public async Task Read_ReaderLeaves_TheOthersGoOn()
    {
        var shared = new SharedEvents(_chain);
        _chain.Add(1);
        using var leaving = new CancellationTokenSource();
        var leaver = TakeAsync(shared, null, 1, leaving.Token);
        var stayer = TakeAsync(shared, null, 1);
        await Waiting.UntilAsync(() => _chain.Asked == 2 && _chain.Open == 1);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaver);
        _chain.Add(1);
        (await stayer).ShouldBe(["1.0"]);
    }

    private static CommittedChaincodeEvent Event(string name, ulong block, ReadOnlyMemory<byte> payload = default) => new(block, name, "assets", name, payload);

    private static Task<IReadOnlyList<string>> TakeAsync(
        SharedEvents shared, EventOptions? start, int count, CancellationToken cancellationToken = default)
    {
        // The first step asks the peer for its extent, so that the place of the reader is fixed when that returns.
        var events = shared.ReadAsync(start, "client", cancellationToken).GetAsyncEnumerator(cancellationToken);
        var first = events.MoveNextAsync();
        return CollectAsync(events, first, count);
    }

    private static async Task<IReadOnlyList<string>> CollectAsync(IAsyncEnumerator<CommittedChaincodeEvent> events, ValueTask<bool> first, int count)
    {
        var names = new List<string>();
        await using (events)
        {
            var more = await first;
            while (more)
            {
                names.Add(events.Current.EventName);
                more = names.Count < count && await events.MoveNextAsync();
            }
        }

        return names;
    }

    /// <summary>A peer's blocks; each has one event unless a test says otherwise.</summary>
    private sealed class Chain : IEventBlocks
    {
        private readonly Lock _gate = new();
        private readonly List<EventBlock> _blocks = [];
        private readonly List<ChannelWriter<bool>> _streams = [];
        private readonly ConcurrentQueue<ulong> _opened = new();
        private int _asked;

        public ulong First { get; set; }

        public int Asked => Volatile.Read(ref _asked);

        public IReadOnlyList<ulong> Opened => [.. _opened];

        public int Open
        {
            get
            {
                lock (_gate)
                {
                    return _streams.Count;
                }
            }
        }

        public void Add(int count)
        {
            for (var number = 0; number < count; number++)
            {
                lock (_gate)
                {
                    AddBlock($"{_blocks.Count}.0");
                }
            }
        }

        public void AddBlock(params string[] names)
        {
            lock (_gate)
            {
                var number = (ulong)_blocks.Count;
                Add(new EventBlock(number, [.. names.Select(name => (name, true))], [.. names.Select(name => Event(name, number))]));
            }
        }

        public void Add(EventBlock block)
        {
            lock (_gate)
            {
                _blocks.Add(block);
                _streams.ForEach(stream => stream.TryWrite(true));
            }
        }

        public void Break()
        {
            lock (_gate)
            {
                _streams.ForEach(stream => stream.TryComplete(new LedgerException(LedgerFailure.Unavailable, "gone")));
            }
        }

        public Task<(ulong First, ulong Next)> ExtentAsync(string identity, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            lock (_gate)
            {
                return Task.FromResult((First, (ulong)_blocks.Count));
            }
        }

        public async IAsyncEnumerable<EventBlock> ReadAsync(ulong from, string identity, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var signal = Channel.CreateUnbounded<bool>();
            lock (_gate)
            {
                _streams.Add(signal.Writer);
                _opened.Enqueue(from);
            }

            try
            {
                for (var number = (int)from; ; number++)
                {
                    while (Count() <= number)
                    {
                        await signal.Reader.ReadAsync(cancellationToken);
                    }

                    cancellationToken.ThrowIfCancellationRequested();
                    EventBlock block;
                    lock (_gate)
                    {
                        block = _blocks[number];
                    }

                    yield return block;
                }
            }
            finally
            {
                lock (_gate)
                {
                    _streams.Remove(signal.Writer);
                }
            }
        }

        private int Count()
        {
            lock (_gate)
            {
                return _blocks.Count;
            }
        }
    }
}
