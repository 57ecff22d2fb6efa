using Grpc.Core;
using Grpc.Health.V1;
using Insurance.Gateway.Foundation.Ledger;
using Insurance.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Insurance.Gateway.Tests;

/// <summary>An organization with several peers goes on while one of them answers.</summary>
public sealed class OwnPeersTests : IDisposable
{
    private readonly ScriptedPeer first = new();
    private readonly ScriptedPeer second = new();
    private readonly OwnPeers peers;
    private readonly Health.HealthClient client;

    public OwnPeersTests()
    {
        peers = new OwnPeers([new("first", first), new("second", second)], new ImpatientTime(), NullLogger<OwnPeers>.Instance);
        client = new Health.HealthClient(new OwnPeersInvoker(peers));
    }

    public void Dispose() => peers.Dispose();

    [Fact]
    public async Task Call_AllAnswer_GoesToTheFirst()
    {
        await CallAsync();
        (first.Calls, second.Calls).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Calls_UnderWayAtAPeerThatHangs_MoveOnTogether()
    {
        first.Hangs = true;
        var calls = Enumerable.Range(0, 5).Select(_ => CallAsync()).ToList();
        foreach (var call in calls)
        {
            (await Should.ThrowAsync<RpcException>(() => call)).StatusCode.ShouldBe(StatusCode.Unavailable);
        }

        // What is repeated, and what comes after, goes to the next one at once.
        await CallAsync();
        second.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Call_SlowAtAPeerThatAnswersOtherwise_IsWaitedFor()
    {
        var slow = first.Hold();
        var call = CallAsync();
        await Waiting.UntilAsync(() => first.Calls > 1);
        slow.SetResult();
        await call;
        second.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Call_NobodyListensAtThePeer_TheNextGoesToTheOther()
    {
        first.Refuses = true;
        (await Should.ThrowAsync<RpcException>(CallAsync)).StatusCode.ShouldBe(StatusCode.Unavailable);
        await Waiting.UntilAsync(() => peers.Current.Name == "second");
        await CallAsync();
        second.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Call_NoPeerAnswers_GoesToTheFirstAndWaits()
    {
        (first.Hangs, second.Hangs) = (true, true);
        await Should.ThrowAsync<RpcException>(CallAsync);
        await Should.ThrowAsync<RpcException>(CallAsync);
        peers.Current.Name.ShouldBe("first");
        using var leaving = new CancellationTokenSource();
        var call = client.CheckAsync(new HealthCheckRequest(), cancellationToken: leaving.Token).ResponseAsync;
        call.IsCompleted.ShouldBeFalse();
        await leaving.CancelAsync();
        (await Should.ThrowAsync<RpcException>(() => call)).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task Call_CallerCancels_IsCancelledAndThePeerTrusted()
    {
        var slow = first.Hold();
        using var leaving = new CancellationTokenSource();
        var call = client.CheckAsync(new HealthCheckRequest(), cancellationToken: leaving.Token).ResponseAsync;
        await leaving.CancelAsync();
        (await Should.ThrowAsync<RpcException>(() => call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        peers.Current.Name.ShouldBe("first");
        slow.SetResult();
    }

    [Fact]
    public async Task Peer_ThatAnswersAgain_GetsTheCallsBack()
    {
        using var hurried = new OwnPeers([new("first", first), new("second", second)], new HurriedTime(), NullLogger<OwnPeers>.Instance);
        first.Hangs = true;
        await Should.ThrowAsync<RpcException>(() => new Health.HealthClient(new OwnPeersInvoker(hurried)).CheckAsync(new HealthCheckRequest()).ResponseAsync);
        hurried.Current.Name.ShouldBe("second");
        first.Hangs = false;
        await Waiting.UntilAsync(() => hurried.Current.Name == "first");
    }

    private Task<HealthCheckResponse> CallAsync() => client.CheckAsync(new HealthCheckRequest()).ResponseAsync;

    /// <summary>Answers, hangs until it is cancelled, or cannot be reached.</summary>
    private sealed class ScriptedPeer : UnaryInvoker
    {
        private int calls;
        private Task? held;

        public bool Hangs { get; set; }

        public bool Refuses { get; set; }

        public int Calls => Volatile.Read(ref calls);

        /// <summary>Holds the next call back.</summary>
        public TaskCompletionSource Hold()
        {
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            held = source.Task;
            return source;
        }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        {
            Interlocked.Increment(ref calls);
            return new AsyncUnaryCall<TResponse>(
                AnswerAsync<TResponse>(options.CancellationToken), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
        }

        private async Task<T> AnswerAsync<T>(CancellationToken cancellationToken)
        {
            if (Refuses)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "connection refused", new HttpRequestException("refused")));
            }

            try
            {
                await (Hangs ? Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken)
                    : (Interlocked.Exchange(ref held, null) ?? Task.CompletedTask).WaitAsync(cancellationToken));
            }
            catch (OperationCanceledException)
            {
                throw new RpcException(Status.DefaultCancelled);
            }

            return (T)(object)new HealthCheckResponse();
        }
    }
}
