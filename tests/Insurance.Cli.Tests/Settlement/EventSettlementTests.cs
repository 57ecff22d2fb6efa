using Insurance.V1;

namespace Insurance.Cli.Tests.Settlement;

public sealed class EventSettlementTests
{
    private readonly PagedOracles _oracles = new();

    [Fact]
    public async Task Settlement_WholeEvent_SettlesEveryPageAndAddsThemUp()
    {
        _oracles.Unsettled.AddRange(Enumerable.Range(0, 95));
        _oracles.Untriggered.UnionWith([7, 41]);

        var totals = await RunAsync();

        (totals.Policies, totals.SettledBefore, totals.Claims).ShouldBe((95, 0, 93));
        totals.Paid.ShouldBe(new Dictionary<string, long> { ["USD"] = 930 });
        totals.Skipped["TRIGGER_NOT_REACHED"].ShouldBe(2);
        _oracles.Unsettled.Order().ShouldBe([7, 41]);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.Aborted)]
    public async Task Settlement_NobodyAnswersForAWhile_RepeatsTheSameRequestUntilItIsAnswered(StatusCode status)
    {
        _oracles.Unsettled.AddRange(Enumerable.Range(0, 40));
        _oracles.Fail(3, status);

        (await RunAsync()).Claims.ShouldBe(40);

        _oracles.Requests.Count(request => request.RequestId == _oracles.Requests[0].RequestId).ShouldBe(4);
        _oracles.Requests.DistinctBy(request => request.RequestId).Count().ShouldBe(4, "pages of ten");
    }

    [Fact]
    public async Task Settlement_RefusedByTheRules_EndsAtOnceAndSaysWhy()
    {
        _oracles.Unsettled.AddRange(Enumerable.Range(0, 40));
        _oracles.Fail(1, StatusCode.FailedPrecondition);

        var error = await Should.ThrowAsync<ConsortiumException>(RunAsync());

        error.ExitCode.ShouldBe(ExitCodes.Failure);
        _oracles.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Settlement_NobodyAnswersAtAll_SaysHowToGoOn()
    {
        _oracles.Unsettled.AddRange(Enumerable.Range(0, 40));
        _oracles.Fail(int.MaxValue, StatusCode.Unavailable);

        var error = await Should.ThrowAsync<ConsortiumException>(RunAsync());

        error.ExitCode.ShouldBe(ExitCodes.NotRunning);
        error.Message.ShouldContain("run the same command again");
    }

    [Fact]
    public async Task Settlement_PoliciesSoldMeanwhile_AreSettledInAnotherRound()
    {
        _oracles.Unsettled.AddRange(Enumerable.Range(0, 40));
        _oracles.SoldMeanwhile.AddRange([100, 101]);

        var totals = await RunAsync();

        (totals.Policies, totals.Claims).ShouldBe((42, 42));
        _oracles.Unsettled.ShouldBeEmpty();
    }

    private Task<SettlementTotals> RunAsync() => new EventSettlement(
        _oracles, new SettlementOptions(10, 3, TimeSpan.FromMinutes(1)), new HurriedTime(), _ => { })
        .RunAsync(new PlanSettlementRequest { ReadingId = "r" }, CancellationToken.None);

    /// <summary>An insurer's policies on one subject, by number; a page token is the number it begins at.</summary>
    private sealed class PagedOracles : Oracles.OraclesClient
    {
        private readonly Lock _gate = new();
        private readonly HashSet<int> _settled = [];
        private StatusCode _failure;
        private int _failures;

        public List<int> Unsettled { get; } = [];

        public HashSet<int> Untriggered { get; } = [];

        public List<int> SoldMeanwhile { get; } = [];

        public List<SettleEventRequest> Requests { get; } = [];

        public void Fail(int times, StatusCode status) => (_failures, _failure) = (times, status);

        public override AsyncUnaryCall<PlanSettlementResponse> PlanSettlementAsync(PlanSettlementRequest request, CallOptions options)
        {
            lock (_gate)
            {
                // Two plans of at most fifty.
                var from = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
                var known = Unsettled.Concat(_settled).Order().ToList();
                var looked = known.Where(number => number >= from).Take(50).ToList();
                var plan = new PlanSettlementResponse { Policies = (uint)looked.Count, Settled = (uint)looked.Count(_settled.Contains) };
                foreach (var page in looked.Chunk((int)request.PageSize).Where(page => page.Any(Unsettled.Contains)))
                {
                    plan.Pages.Add(new SettlementPage { PageToken = $"{page[0]}", Policies = (uint)page.Length });
                }

                plan.NextPageToken = looked.Count > 0 && known[^1] > looked[^1] ? $"{looked[^1] + 1}" : "";
                return Answer(plan);
            }
        }

        public override AsyncUnaryCall<SettleEventResponse> SettleEventAsync(SettleEventRequest request, CallOptions options)
        {
            lock (_gate)
            {
                Requests.Add(request);
                if (_failures > 0)
                {
                    _failures--;
                    return Answer<SettleEventResponse>(new RpcException(new Status(_failure, "as the test wants")));
                }

                var from = int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
                var answer = new SettleEventResponse();
                foreach (var number in Unsettled.Concat(_settled).Where(number => number >= from).Order().Take((int)request.PageSize).ToList())
                {
                    if (Untriggered.Contains(number) || _settled.Contains(number))
                    {
                        answer.Skipped.Add(new SkippedPolicy { PolicyId = $"{number}", Code = _settled.Contains(number) ? "ALREADY_SETTLED" : "TRIGGER_NOT_REACHED" });
                        continue;
                    }

                    Unsettled.Remove(number);
                    _settled.Add(number);
                    answer.Claims.Add(new SettledClaim { PolicyId = $"{number}", Amount = new Money { MinorUnits = 10, Currency = "USD" } });
                }

                Unsettled.AddRange(SoldMeanwhile);
                SoldMeanwhile.Clear();
                return Answer(answer);
            }
        }

        private static AsyncUnaryCall<T> Answer<T>(T answer) => Answer(Task.FromResult(answer));

        private static AsyncUnaryCall<T> Answer<T>(RpcException error) => Answer(Task.FromException<T>(error));

        private static AsyncUnaryCall<T> Answer<T>(Task<T> answer) =>
            new(answer, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }
}
