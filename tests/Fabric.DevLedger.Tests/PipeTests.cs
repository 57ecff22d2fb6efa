namespace Fabric.DevLedger.Tests;

/// <summary>The bounds of docs/change/devledger-pipe.md: what one call does wrong ends that call and no other.</summary>
[Collection(nameof(MeasuringMemory))]
public class PipeTests
{
    private const int Mebibyte = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(17 * Mebibyte)]
    [InlineData(80 * Mebibyte)]
    public async Task Result_LargerThanAFrame_FailsItsCallAlone(int size)
    {
        using var pipe = new RunningPipe();
        await pipe.HelloAsync();
        var large = pipe.Connection.InvokeAsync(RunningPipe.Invocation(), new Values(), CancellationToken.None);
        var usual = pipe.Connection.InvokeAsync(RunningPipe.Invocation(), new Values(), CancellationToken.None);
        var (first, second) = (pipe.Receive().Call, pipe.Receive().Call);
        pipe.SendResult(Math.Min(first, second), new byte[size]);
        pipe.SendResult(Math.Max(first, second), [7]);

        (await usual.WaitAsync(Patience)).Payload.ShouldBe([7]);
        var refused = await large.WaitAsync(Patience);
        refused.Status.ShouldBe(500);
        refused.Message.ShouldContain("at most 16777216");
        pipe.Connection.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Request_LargerThanAFrame_FailsItsCallAndCancelsIt()
    {
        using var pipe = new RunningPipe();
        await pipe.HelloAsync();
        var call = pipe.Connection.InvokeAsync(RunningPipe.Invocation(), new Values(), CancellationToken.None);
        var number = pipe.Receive().Call;
        pipe.Send(PipeKind.GetState, number, writer =>
        {
            writer.UInt32(1);
            writer.String(string.Empty);
            writer.Bytes(new byte[20 * Mebibyte]);
        });

        (await call.WaitAsync(Patience)).Status.ShouldBe(500);
        var cancelled = pipe.Receive();
        (cancelled.Kind, cancelled.Call).ShouldBe((PipeKind.Cancel, number));
    }

    [Fact]
    public async Task Arguments_LargerThanAFrame_FailTheirCallAlone()
    {
        using var pipe = new RunningPipe();
        await pipe.HelloAsync();
        var refused = await pipe.Connection.InvokeAsync(
            RunningPipe.Invocation(ByteString.CopyFrom(new byte[17 * Mebibyte])), new Values(), CancellationToken.None);
        refused.Status.ShouldBe(500);
        var usual = pipe.Connection.InvokeAsync(RunningPipe.Invocation(), new Values(), CancellationToken.None);
        pipe.SendResult(pipe.Receive().Call, []);
        (await usual.WaitAsync(Patience)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Answers_LargerThanAPart_ComeInPartsAsTheyAreAskedFor()
    {
        using var pipe = new RunningPipe();
        await pipe.HelloAsync();
        var values = new Values { Parts = 50 };
        var call = pipe.Connection.InvokeAsync(RunningPipe.Invocation(), values, CancellationToken.None);
        var number = pipe.Receive().Call;
        pipe.Send(PipeKind.Scan, number, writer =>
        {
            writer.UInt32(9);
            writer.String(string.Empty);
            writer.String("a");
            writer.String("b");
            writer.UInt32(0);
        });
        for (var part = 1; part <= values.Parts; part++)
        {
            var (kind, _, body) = pipe.Receive();
            kind.ShouldBe(PipeKind.Reply);
            values.Read.ShouldBe(part);
            body[4].ShouldBe(part == values.Parts ? (byte)0 : (byte)2);
            if (part < values.Parts)
            {
                pipe.Send(PipeKind.Next, number, writer => writer.UInt32(9));
            }
        }

        // Nothing follows any more.
        pipe.Send(PipeKind.Next, number, writer => writer.UInt32(9));
        pipe.Receive().Body[4].ShouldBe((byte)1);
        pipe.SendResult(number, []);
        await call.WaitAsync(Patience);
    }

    [Fact]
    public async Task States_OfManyLargeValues_ComeInParts()
    {
        using var pipe = new RunningPipe();
        await pipe.HelloAsync();
        var call = pipe.Connection.InvokeAsync(RunningPipe.Invocation(), new Values(), CancellationToken.None);
        var number = pipe.Receive().Call;
        pipe.Send(PipeKind.GetStates, number, writer =>
        {
            writer.UInt32(1);
            writer.String(string.Empty);
            writer.UInt32(100);
            for (var i = 0; i < 100; i++)
            {
                writer.String($"k{i}");
            }
        });
        var (count, status) = (0, (byte)2);
        while (status == 2)
        {
            var reply = pipe.Receive();
            reply.Body.Length.ShouldBeLessThan(3 * Mebibyte);
            status = reply.Body[4];
            count += BitConverter.ToInt32(reply.Body, 5);
            if (status == 2)
            {
                pipe.Send(PipeKind.Next, number, writer => writer.UInt32(1));
            }
        }

        (count, status).ShouldBe((100, (byte)0));
        pipe.SendResult(number, []);
        await call.WaitAsync(Patience);
    }

    [Fact]
    public async Task Chaincode_ThatDoesNotRead_HasABoundedQueueAndIsEnded()
    {
        var time = new ManualTime();
        using var pipe = new RunningPipe(time);
        await pipe.HelloAsync();
        var argument = ByteString.CopyFrom(new byte[Mebibyte]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var calls = Enumerable.Range(0, 200)
            .Select(_ => pipe.Connection.InvokeAsync(RunningPipe.Invocation(argument), new Values(), CancellationToken.None)).ToList();

        // Unbounded it would be 200 MiB.
        pipe.Connection.QueuedBytes.ShouldBeLessThan(8 * Mebibyte);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(120 * Mebibyte);
        calls.ShouldAllBe(call => !call.IsCompleted);
        using var patience = new CancellationTokenSource(Patience);
        while (!pipe.Connection.Ended.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }

        (await pipe.Connection.Ended)!.Message.ShouldContain("read nothing");
        foreach (var call in calls)
        {
            await Should.ThrowAsync<ChaincodeUnavailableException>(call.WaitAsync(Patience));
        }
    }

    [Fact]
    public async Task Call_ThatWaitsForRoom_CanBeCancelled()
    {
        using var pipe = new RunningPipe();
        await pipe.HelloAsync();
        using var impatient = new CancellationTokenSource();
        var argument = ByteString.CopyFrom(new byte[8 * Mebibyte]);
        var calls = Enumerable.Range(0, 8)
            .Select(_ => pipe.Connection.InvokeAsync(RunningPipe.Invocation(argument), new Values(), impatient.Token)).ToList();
        await impatient.CancelAsync();
        foreach (var call in calls)
        {
            await Should.ThrowAsync<OperationCanceledException>(call.WaitAsync(Patience));
        }
    }

    [Fact]
    public async Task Calls_CancelledAndNeverEnded_EndTheProcessAtLast()
    {
        using var pipe = new RunningPipe();
        await pipe.HelloAsync();
        pipe.ReadOn();
        using var cancelling = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 1_100)
            .Select(_ => pipe.Connection.InvokeAsync(RunningPipe.Invocation(), new Values(), cancelling.Token)).ToList();
        await cancelling.CancelAsync();
        await Task.WhenAll(calls).ContinueWith(_ => { }, TaskScheduler.Default);
        (await pipe.Connection.Ended.WaitAsync(Patience))!.Message.ShouldContain("cancelled calls never ended");
    }

    /// <summary>A state of large values, whose range comes in parts.</summary>
    private sealed class Values : ILedgerAccess
    {
        private static readonly byte[] Large = new byte[300 * 1024];

        public int Parts { get; init; } = 1;

        public int Read { get; private set; }

        public byte[]? GetState(string collection, string key) => Large;

        public byte[]? GetPrivateHash(string collection, string key) => null;

        public byte[]? GetValidationParameter(string collection, string key) => null;

        public IEnumerable<ScanAnswer> Scan(string collection, string start, string end, int limit)
        {
            while (Read < Parts)
            {
                Read++;
                yield return new ScanAnswer(
                    [new ScannedEntry(Read.ToString(System.Globalization.CultureInfo.InvariantCulture), Encoding.UTF8.GetBytes("v"), default)],
                    false,
                    Read < Parts);
            }
        }

        public IEnumerable<HistoryAnswer> GetHistory(string key, int limit) => [new HistoryAnswer([], false)];

        public LedgerAccessException RefusesInvocation(string chaincode) => new("not run: " + chaincode);
    }
}
