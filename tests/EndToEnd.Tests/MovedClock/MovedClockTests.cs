using V1Jobs = Insurance.V1.Jobs.JobsClient;

namespace EndToEnd.Tests.MovedClock;

/// <summary>What time brings about, without waiting for it: by hand, and by the jobs of a gateway.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.DevLedger)]
public sealed class MovedClockTests(MovedClockFixture fixture) : IClassFixture<MovedClockFixture>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private TestConsortium Consortium => fixture.Consortium;

    [Fact]
    public async Task Advance_PastTheGrace_TheJobLapsesTheUnpaidPolicyAndTheRunSaysSo()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await BindAsync(book, days: 365, paid: false);
        var paid = await BindAsync(book, days: 365, paid: true);

        await AdvanceAsync("31d");

        var lapsed = await EventuallyAsync(book, policy, now => now.Status == PolicyStatus.Lapsed);
        lapsed.Lapses.Single().Lapsed.Actor.ShouldBe("automatic-job");
        lapsed.Lapses.Single().From.ShouldBe(policy.Instalments[0].GraceAt);
        var run = await RunOfAsync(Job.Lapse, policy.PolicyId);
        run.Outcome.ShouldBe(JobOutcome.Done);
        run.Items.Single(item => item.Id == policy.PolicyId).ShouldBe(new JobItem { Id = policy.PolicyId, Since = policy.Instalments[0].GraceAt });
        run.LedgerTime.ToDateTimeOffset().ShouldBeGreaterThan(run.StartedAt.ToDateTimeOffset() + (30 * Day));
        (await GetAsync(book, paid)).Status.ShouldBe(PolicyStatus.InForce);
        run.Items.ShouldNotContain(item => item.Id == paid.PolicyId);
    }

    [Fact]
    public async Task Advance_ToTheEndOfTheCover_TheJobsRemindAndThenExpire()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await BindAsync(book, days: 60, paid: true);
        using var events = new Events.EventsClient(Consortium.Channel(TestConsortium.Aurora, "auditor"))
            .Subscribe(new SubscribeRequest { StartBlock = 0, Names = { "RenewalDue" } });

        await AdvanceAsync("40d");

        (await EventuallyAsync(book, policy, now => now.RenewalReminded is not null)).Status.ShouldBe(PolicyStatus.InForce);
        (await RunOfAsync(Job.RenewalReminder, policy.PolicyId)).Failed.ShouldBe(0u);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        (await events.ResponseStream.MoveNext(patience.Token)).ShouldBeTrue();

        await AdvanceAsync("21d");

        (await EventuallyAsync(book, policy, now => now.Status == PolicyStatus.Expired)).Expired.Actor.ShouldBe("automatic-job");
        (await RunOfAsync(Job.Expire, policy.PolicyId)).Items.ShouldContain(new JobItem { Id = policy.PolicyId, Since = policy.Cover.End });
    }

    [Fact]
    public async Task Advance_WithoutJobs_NothingHappensByItselfAndEverythingIsDue()
    {
        var book = await new InsurerBook(fixture, TestConsortium.Meridian).OpenAsync(alter: product => product.Jurisdictions[0].CoolingOffDays = 14);
        var (cooled, expiring, unpaid) = (await BindAsync(book, 365, paid: true), await BindAsync(book, 20, paid: true), await BindAsync(book, 365, paid: false));
        var cancel = new CancelPolicyRequest { RequestId = fixture.NewId("r"), PolicyId = cooled.PolicyId, By = CancelledBy.Holder, Reason = "changed my mind" };
        await book.Policies.ExpirePolicyAsync(new ExpirePolicyRequest { RequestId = fixture.NewId("r"), PolicyId = expiring.PolicyId })
            .ShouldBeRefusedAsync(StatusCode.FailedPrecondition, "NOT_EXPIRED");

        await AdvanceAsync("31d");

        var finance = new Policies.PoliciesClient(Consortium.Channel(TestConsortium.Meridian, "finance"));
        (await finance.ListDuePoliciesAsync(new ListDuePoliciesRequest { Due = Due.Expiry, PageSize = 1_000 })).Policies.ShouldContain(due => due.PolicyId == expiring.PolicyId);
        (await GetAsync(book, unpaid)).Status.ShouldBe(PolicyStatus.Bound);
        (await finance.LapsePolicyAsync(new LapsePolicyRequest { RequestId = fixture.NewId("r"), PolicyId = unpaid.PolicyId })).Status.ShouldBe(PolicyStatus.Lapsed);
        (await book.Policies.ExpirePolicyAsync(new ExpirePolicyRequest { RequestId = fixture.NewId("r"), PolicyId = expiring.PolicyId })).Status.ShouldBe(PolicyStatus.Expired);
        var cancelled = await book.Policies.CancelPolicyAsync(cancel);
        cancelled.Cancellation.Method.ShouldBe(CancellationMethod.ProRata, "the days of cooling off are over");
        (await new V1Jobs(Consortium.Channel(TestConsortium.Meridian, "auditor")).ListJobRunsAsync(new ListJobRunsRequest())).Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reading_ByTheMovedClock_IsSettledByTheJob()
    {
        await AdvanceAsync("1d");
        var sales = await new CoverSales(fixture).OpenAsync();
        await sales.SellAsync(3);
        using var oracle = new TestOracle(fixture);
        await oracle.RegisterAsync();

        var reading = await oracle.PublishAsync(sales.Subject, 200, await NowAsync());

        var run = await RunOfAsync(Job.Settle, reading);
        run.Items.Single(item => item.Id == reading).ShouldBe(new JobItem { Id = reading, Claims = 3 });
    }

    [Fact]
    public async Task Restart_AfterAMove_KeepsTheClock()
    {
        await AdvanceAsync("1d");
        var (before, ahead) = (await NowAsync(), await AheadAsync());
        var log = Path.Combine(Consortium.Home, "logs", "devledger.log");
        await Waiting.EventuallyAsync(
            async () => (await File.ReadAllTextAsync(log)).Contains("CLOCK_MOVED", StringComparison.Ordinal) ? true : throw new InvalidOperationException("not reported yet"),
            error => error is InvalidOperationException);
        (await InsureCommand.RunAsync("down", "--home", Consortium.Home)).ShouldExitWith(0);

        // Also while nothing runs.
        await AdvanceAsync("2h");
        await Consortium.UpAsync();

        (await AheadAsync()).ShouldBe(ahead + 7_200);
        (await NowAsync()).ShouldBeGreaterThanOrEqualTo(before.AddHours(2));
        var book = await new InsurerBook(fixture).OpenAsync();
        (await BindAsync(book, 365, paid: true)).Bound.Time.ToDateTimeOffset().ShouldBeGreaterThan(before.AddHours(2));
        (await File.ReadAllTextAsync(log)).ShouldContain("CLOCK_MOVABLE");
    }

    [Fact]
    public async Task AuditExport_OverAMove_IsVerified()
    {
        using var files = new TemporaryHome();
        var book = await new InsurerBook(fixture).OpenAsync();
        await BindAsync(book, 365, paid: true);
        await AdvanceAsync("3d");
        var begin = await NowAsync();
        var after = await BindAsync(book, 365, paid: true);
        var (whole, part) = (files.File("whole.export"), files.File("part.export"));
        string[] export = ["audit", "export", "--home", Consortium.Home, "--organization", TestConsortium.Aurora];

        (await InsureCommand.RunAsync([.. export, "--out", whole])).ShouldExitWith(0);
        (await InsureCommand.RunAsync([.. export, "--out", part, "--from", $"{begin:O}"])).ShouldExitWith(0);

        (await InsureCommand.RunAsync("audit", "verify", whole)).ShouldExitWith(0).Output.ShouldStartWith("VERIFIED ");
        (await File.ReadAllTextAsync(part)).ShouldContain(after.PolicyId);
        (await InsureCommand.RunAsync("audit", "verify", whole, part)).ShouldExitWith(0);
    }

    [Theory]
    [InlineData("2001-01-01", "CLOCK_BACKWARDS")]
    [InlineData("11000d", "CLOCK_TOO_FAR")]
    [InlineData("tomorrow", "CLOCK_TARGET_INVALID")]
    public async Task Advance_BackwardsTooFarOrNoMoment_IsRefusedAndChangesNothing(string to, string code)
    {
        var ahead = await AheadAsync();
        (await InsureCommand.RunAsync("clock", "advance", to, "--home", Consortium.Home)).ShouldExitWith(2).Errors.ShouldContain(code);
        (await AheadAsync()).ShouldBe(ahead);
    }

    [Fact]
    public async Task Demo_OnAMovedClock_Runs()
    {
        await AdvanceAsync("10d");

        // What a busy machine has it take for stuck, and start anew, is left running for the other tests.
        (await InsureCommand.RunAsync("demo", "--keep", "--home", Consortium.Home, "--flights", "3", "--losses", "3", "--json")).ShouldExitWith(0);
    }

    private async Task AdvanceAsync(string by) =>
        (await InsureCommand.RunAsync("clock", "advance", by, "--home", Consortium.Home)).ShouldExitWith(0).Output.ShouldContain("ahead of this machine's");

    private async Task<JsonElement> ClockAsync()
    {
        using var json = JsonDocument.Parse((await InsureCommand.RunAsync("clock", "--home", Consortium.Home, "--json")).ShouldExitWith(0).Output);
        return json.RootElement.Clone();
    }

    private async Task<DateTimeOffset> NowAsync() => (await ClockAsync()).GetProperty("now").GetDateTimeOffset();

    private async Task<long> AheadAsync() => (await ClockAsync()).GetProperty("aheadSeconds").GetInt64();

    private async Task<Policy> BindAsync(InsurerBook book, int days, bool paid)
    {
        var start = (await NowAsync()).AddMinutes(-1);
        var request = book.Quote();
        request.Cover = new Period { Start = Timestamp.FromDateTimeOffset(start), End = Timestamp.FromDateTimeOffset(start.AddDays(days)) };
        var quote = await book.Quotes.RequestQuoteAsync(request);
        var policy = await book.Policies.BindPolicyAsync(new BindPolicyRequest { RequestId = fixture.NewId("r"), PolicyId = fixture.NewId("p"), QuoteId = quote.QuoteId });
        return paid ? await new Policies.PoliciesClient(book.As("finance")).RecordPremiumPaymentAsync(book.Premium(policy, policy.Premium.Gross)) : policy;
    }

    private static async Task<Policy> GetAsync(InsurerBook book, Policy policy) => await book.Policies.GetPolicyAsync(new GetPolicyRequest { PolicyId = policy.PolicyId });

    private static Task<Policy> EventuallyAsync(InsurerBook book, Policy policy, Func<Policy, bool> condition) => Waiting.EventuallyAsync(
        async () => await GetAsync(book, policy) is var now && condition(now) ? now : throw new InvalidOperationException($"{now.PolicyId} is {now.Status}"),
        error => error is InvalidOperationException);

    private Task<JobRun> RunOfAsync(Job job, string id)
    {
        var jobs = new V1Jobs(Consortium.Channel(TestConsortium.Aurora, "auditor"));
        return Waiting.EventuallyAsync(
            async () => (await jobs.ListJobRunsAsync(new ListJobRunsRequest { Job = job, PageSize = 1_000 })).Runs.First(run => run.Items.Any(item => item.Id == id) && run.EndedAt is not null),
            error => error is InvalidOperationException);
    }
}
