using Grpc.Health.V1;

namespace Fabric.Client.Resilience.Tests;

/// <summary>An organization with several peers goes on while one of them answers.</summary>
public sealed class OwnPeersTests : IDisposable
{
    private readonly ScriptedPeer _first = new();
    private readonly ScriptedPeer _second = new();
    private readonly OwnPeers _peers;
    private readonly Health.HealthClient _client;

    public OwnPeersTests()
    {
        _peers = new OwnPeers([new("first", _first), new("second", _second)], new ImpatientTime());
        _client = new Health.HealthClient(_peers.Invoker);
    }

    public void Dispose() => _peers.Dispose();

    [Fact]
    public async Task Call_AllAnswer_GoesToTheFirst()
    {
        await CallAsync();
        (_first.Calls, _second.Calls).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Calls_UnderWayAtAPeerThatHangs_MoveOnTogether()
    {
        _first.Hangs = true;
        var time = new HeldTime();
        using var doubting = new OwnPeers([new("first", _first), new("second", _second)], time);
        var held = new Health.HealthClient(doubting.Invoker);
        var calls = Enumerable.Range(0, 5).Select(_ => held.CheckAsync(new HealthCheckRequest()).ResponseAsync).ToList();
        _second.Calls.ShouldBe(0);
        time.Release();
        foreach (var call in calls)
        {
            (await Should.ThrowAsync<RpcException>(() => call)).StatusCode.ShouldBe(StatusCode.Unavailable);
        }

        // What is repeated, and what comes after, goes to the next one at once.
        await held.CheckAsync(new HealthCheckRequest());
        _second.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Call_SlowAtAPeerThatAnswersOtherwise_IsWaitedFor()
    {
        var slow = _first.Hold();
        var call = CallAsync();
        await Waiting.UntilAsync(() => _first.Calls > 1);
        slow.SetResult();
        await call;
        _second.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Call_NobodyListensAtThePeer_TheNextGoesToTheOther()
    {
        _first.Refuses = true;
        (await Should.ThrowAsync<RpcException>(CallAsync)).StatusCode.ShouldBe(StatusCode.Unavailable);
        await Waiting.UntilAsync(() => _peers.Current.Name == "second");
        await CallAsync();
        _second.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Call_NoPeerAnswers_GoesToTheFirstAndWaits()
    {
        (_first.Hangs, _second.Hangs) = (true, true);
        await Should.ThrowAsync<RpcException>(CallAsync);
        await Should.ThrowAsync<RpcException>(CallAsync);
        _peers.Current.Name.ShouldBe("first");
        using var leaving = new CancellationTokenSource();
        var call = _client.CheckAsync(new HealthCheckRequest(), cancellationToken: leaving.Token).ResponseAsync;
        call.IsCompleted.ShouldBeFalse();
        await leaving.CancelAsync();
        (await Should.ThrowAsync<RpcException>(() => call)).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task Call_CallerCancels_IsCancelledAndThePeerTrusted()
    {
        var slow = _first.Hold();
        using var leaving = new CancellationTokenSource();
        var call = _client.CheckAsync(new HealthCheckRequest(), cancellationToken: leaving.Token).ResponseAsync;
        await leaving.CancelAsync();
        (await Should.ThrowAsync<RpcException>(() => call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        _peers.Current.Name.ShouldBe("first");
        slow.SetResult();
    }

    [Fact]
    public async Task Peer_ThatAnswersAgain_GetsTheCallsBack()
    {
        using var hurried = new OwnPeers([new("first", _first), new("second", _second)], new HurriedTime());
        _first.Hangs = true;
        await Should.ThrowAsync<RpcException>(() => new Health.HealthClient(hurried.Invoker).CheckAsync(new HealthCheckRequest()).ResponseAsync);
        hurried.Current.Name.ShouldBe("second");
        _first.Hangs = false;
        await Waiting.UntilAsync(() => hurried.Current.Name == "first");
    }

    private Task<HealthCheckResponse> CallAsync() => _client.CheckAsync(new HealthCheckRequest()).ResponseAsync;

    /// <summary>Time that stands still until it is let go, and is impatient from then on.</summary>
    private sealed class HeldTime : TimeProvider
    {
        private readonly ImpatientTime _impatient = new();
        private readonly List<ITimer> _held = [];
        private bool _released;

        public void Release()
        {
            lock (_held)
            {
                _released = true;
                _held.ForEach(timer => timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_held)
            {
                if (_released)
                {
                    return _impatient.CreateTimer(callback, state, dueTime, period);
                }

                _held.Add(base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period));
                return _held[^1];
            }
        }
    }

    /// <summary>Answers, hangs until it is cancelled, or cannot be reached.</summary>
    private sealed class ScriptedPeer : UnaryInvoker
    {
        private int _calls;
        private Task? _held;

        public bool Hangs { get; set; }

        public bool Refuses { get; set; }

        public int Calls => Volatile.Read(ref _calls);

        /// <summary>Holds the next call back.</summary>
        public TaskCompletionSource Hold()
        {
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _held = source.Task;
            return source;
        }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        {
            Interlocked.Increment(ref _calls);
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
                    : (Interlocked.Exchange(ref _held, null) ?? Task.CompletedTask).WaitAsync(cancellationToken));
            }
            catch (OperationCanceledException)
            {
                throw new RpcException(Status.DefaultCancelled);
            }

            return (T)(object)new HealthCheckResponse();
        }
    }
}
