using Fabric.Client;
using Google.Protobuf.WellKnownTypes;
using Insurance.Gateway.UseCases.Jobs;

namespace Insurance.Gateway.Tests;

/// <summary>What the gateway does by itself as time goes by.</summary>
public sealed class JobTests : IDisposable
{
    private static readonly Timestamp Since = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 6, 21, 6, 0, 0, TimeSpan.Zero));
    private readonly string _state = Directory.CreateTempSubdirectory("job-tests-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Theory]
    [InlineData(Job.Lapse, Due.Lapse, "LapsePolicy", "finance", 0)]
    [InlineData(Job.Expire, Due.Expiry, "ExpirePolicy", "underwriter", 0)]
    [InlineData(Job.RenewalReminder, Due.RenewalReminder, "RemindOfRenewal", "underwriter", 45)]
    public async Task Run_PoliciesThatAreDue_TakesEachStepOnceAndRecordsIt(Job job, Due due, string transaction, string role, int daysBefore)
    {
        var ledger = Ledger(Page("p2", "a"), Page("", "b", "c"));
        ledger.Answer(transaction, new Policy());
        await using var server = await StartAsync(ledger, job, daysBefore: daysBefore);

        var run = await EndedAsync(server, job);

        (run.Job, run.Outcome, run.Looked, run.Done, run.Failed, run.More, run.Attempts).ShouldBe((job, JobOutcome.Done, 6u, 3u, 0u, false, 1u));
        run.Items.Select(item => (item.Id, item.Since, item.Code)).Order().ShouldBe([("a", Since, ""), ("b", Since, ""), ("c", Since, "")], ignoreOrder: true);
        run.EndedAt.ShouldBeGreaterThanOrEqualTo(run.StartedAt);
        run.RunId.ShouldBe($"{job.ToString().ToLowerInvariant()}-1");
        ledger.Submitted.Select(call => (call.Transaction, call.Identity)).Distinct().ShouldBe([(transaction, role)]);
        ledger.Submitted.ShouldAllBe(call => FakeLedger.Json(call).Contains("\"actor\": \"automatic-job\""));
        ledger.Evaluated.Where(call => call.Transaction == "ListDuePolicies").Select(FakeLedger.Request<ListDuePoliciesRequest>)
            .ShouldAllBe(request => request.Due == due && request.DaysBefore == daysBefore);
        server.LogLines.ShouldContain(line => line.StartsWith("Information", StringComparison.Ordinal) && line.Contains("3 done", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_OnePolicyRefused_TheOthersAreDoneAndTheRecordSaysWhich()
    {
        var ledger = Ledger(Page("", "a", "b", "c"));
        ledger.Answer("LapsePolicy", call => FakeLedger.Request<LapsePolicyRequest>(call).PolicyId switch
        {
            "b" => throw new LedgerException(LedgerFailure.Refused, "no") { Code = "NOT_OVERDUE" },
            "c" => throw new LedgerException(LedgerFailure.Invalid, "no"),
            _ => new Policy(),
        });
        await using var server = await StartAsync(ledger, Job.Lapse);

        var run = await EndedAsync(server, Job.Lapse);

        (run.Outcome, run.Done, run.Failed).ShouldBe((JobOutcome.PartlyDone, 1u, 2u));
        run.Items.ToDictionary(item => item.Id, item => item.Code).ShouldBe(
            new Dictionary<string, string> { ["a"] = "", ["b"] = "NOT_OVERDUE", ["c"] = "Invalid" }, ignoreOrder: true);
        using var http = server.Http(null);
        (await http.GetStringAsync("/readyz")).ShouldContain("JOB_NOT_DONE");
    }

    [Fact]
    public async Task Run_LedgerAway_TriesAgainUntilItIsBackUnderOneRecord()
    {
        var ledger = Ledger(Page("", "a", "b"));
        var requests = new ConcurrentQueue<string>();
        var calls = 0;
        ledger.Answer("LapsePolicy", call =>
        {
            requests.Enqueue(FakeLedger.Json(call));
            return Interlocked.Increment(ref calls) > 30 ? new Policy() : throw new LedgerException(LedgerFailure.Unavailable, "down");
        });
        await using var server = await StartAsync(ledger, Job.Lapse, clock: new HurriedTime());

        await Waiting.UntilAsync(async () => (await RunsAsync(server)).Any(run => run.Outcome == JobOutcome.Done));

        var run = (await RunsAsync(server)).ShouldHaveSingleItem();
        (run.Outcome, run.Done, run.Failed, run.Problem).ShouldBe((JobOutcome.Done, 2u, 0u, ""));
        run.Attempts.ShouldBeGreaterThan(1u);
        requests.Distinct().Count().ShouldBe(2, "a step has the same request id whenever it is tried");
        server.LogLines.ShouldContain(line => line.Contains("the ledger is away (Unavailable)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WhatIsDueCannotBeLearned_TheRecordSaysWhy()
    {
        var ledger = new FakeLedger();
        ledger.Refuse("ListDuePolicies", "ROLE_NOT_ALLOWED", "no");
        await using var server = await StartAsync(ledger, Job.Lapse);

        var run = await EndedAsync(server, Job.Lapse);

        (run.Outcome, run.Problem, run.Looked).ShouldBe((JobOutcome.PartlyDone, "ROLE_NOT_ALLOWED", 0u));
        ledger.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_MoreThanItMayDo_GoesOnInTheNextRun()
    {
        var due = Enumerable.Range(0, 5).Select(number => $"p{number}").ToList();
        var ledger = new FakeLedger();
        ledger.Answer("ListDuePolicies", call =>
        {
            var request = FakeLedger.Request<ListDuePoliciesRequest>(call);
            var from = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
            var size = Math.Min((int)request.PageSize, due.Count - from);
            var page = new ListDuePoliciesResponse { Looked = (uint)size, NextPageToken = from + size < due.Count ? $"{from + size}" : "" };
            page.Policies.AddRange(due.GetRange(from, size).Select(id => new DuePolicy { PolicyId = id, Since = Since }));
            return page;
        });
        ledger.Refuse("LapsePolicy", "NOT_OVERDUE", "no");
        await using var server = await StartAsync(ledger, Job.Lapse, interval: TimeSpan.FromSeconds(1), most: 2);

        await Waiting.UntilAsync(async () => (await RunsAsync(server)).Count(run => run.Outcome == JobOutcome.PartlyDone) >= 3);

        var runs = (await RunsAsync(server)).Where(run => run.Outcome == JobOutcome.PartlyDone).Reverse().Take(3).ToList();
        runs.Select(run => (string.Join(' ', run.Items.Select(item => item.Id).Order()), run.More)).ShouldBe([("p0 p1", true), ("p2 p3", true), ("p4", false)]);
    }

    [Fact]
    public async Task Run_TwoJobs_AreNeverAtOnce()
    {
        var (running, most) = (0, 0);
        var ledger = Ledger(Page("", "a"));
        IMessageAnswer(ledger, "LapsePolicy");
        IMessageAnswer(ledger, "ExpirePolicy");
        var settings = new JobSettings { Interval = TimeSpan.FromSeconds(1) };
        await using var server = await GatewayServer.StartAsync(
            ledger: ledger, stateDirectory: _state, jobs: new Dictionary<Job, JobSettings> { [Job.Lapse] = settings, [Job.Expire] = settings });

        await Waiting.UntilAsync(async () => (await RunsAsync(server)).Count(run => run.Outcome == JobOutcome.Done) >= 6);

        most.ShouldBe(1);

        void IMessageAnswer(FakeLedger fake, string transaction) => fake.Answer(transaction, _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            Thread.Sleep(20);
            Interlocked.Decrement(ref running);
            return new Policy();
        });
    }

    [Fact]
    public async Task Settle_ReadingsAndDeterminations_AreSettledOnceInPages()
    {
        var ledger = new FakeLedger();
        var open = new ConcurrentDictionary<string, bool>();
        ledger.Answer("PlanSettlement", call =>
        {
            var request = FakeLedger.Request<PlanSettlementRequest>(call);
            var id = request.ReadingId + request.DeterminationId;
            var plan = new PlanSettlementResponse();
            if (!open.ContainsKey(id + request.PageToken))
            {
                plan.Pages.Add(new SettlementPage { PageToken = request.PageToken, Policies = 2 });
            }

            plan.NextPageToken = request.PageToken.Length == 0 ? "2" : "";
            return plan;
        });
        ledger.Answer("SettleEvent", call =>
        {
            var request = FakeLedger.Request<SettleEventRequest>(call);
            var id = request.ReadingId + request.DeterminationId;
            if (id == "o/i/bad/1")
            {
                throw new LedgerException(LedgerFailure.Refused, "no") { Code = "READING_SUPERSEDED" };
            }

            open.TryAdd(id + request.PageToken, true).ShouldBeTrue();
            request.PageSize.ShouldBe(2u);
            return new SettleEventResponse { Claims = { new SettledClaim { ClaimId = "c" } } };
        });
        ledger.Raise(Event(3, "ReadingPublished", """{"readingId":"o/i/s/1"}"""));
        ledger.Raise(Event(4, "PolicyBound", """{"readingId":"none"}"""));
        ledger.Raise(Event(5, "IndexDetermined", """{"determinationId":"i/u/s/event/r"}"""));
        ledger.Raise(Event(6, "ReadingPublished", """{"readingId":"o/i/bad/1"}"""));
        await using var server = await StartAsync(ledger, Job.Settle, interval: TimeSpan.FromSeconds(1));

        await Waiting.UntilAsync(async () => (await RunsAsync(server)).Sum(run => run.Done + run.Failed) >= 3);

        // Whatever was settled or refused waits no more.
        await Waiting.UntilAsync(async () => (await RunsAsync(server))[0] is { Outcome: JobOutcome.Done, Looked: 0 });
        var items = (await RunsAsync(server)).SelectMany(run => run.Items).OrderBy(item => item.Id, StringComparer.Ordinal);
        items.Select(item => (item.Id, item.Code, item.Claims)).ShouldBe(
            [("i/u/s/event/r", "", 2u), ("o/i/bad/1", "READING_SUPERSEDED", 0u), ("o/i/s/1", "", 2u)]);
        ledger.Submitted.ShouldAllBe(call => call.Identity == "claims-handler");
    }

    [Fact]
    public async Task Restart_InTheMiddleOfARun_ItIsRecordedAsInterrupted()
    {
        var store = new JobRunStore(Path.Combine(_state, "job-runs.db"));
        store.Begin(new JobRun { Job = Job.Lapse, Outcome = JobOutcome.Running });
        await using var server = await StartAsync(Ledger(Page("")), Job.Lapse);

        await EndedAsync(server, Job.Lapse);

        (await RunsAsync(server)).Select(run => (run.RunId, run.Outcome)).ShouldBe([("lapse-2", JobOutcome.Done), ("lapse-1", JobOutcome.Interrupted)]);
    }

    [Fact]
    public async Task Jobs_NotConfigured_DoNothingAndLeaveNoFile()
    {
        await using var server = await GatewayServer.StartAsync(stateDirectory: _state);
        (await RunsAsync(server)).ShouldBeEmpty();
        File.Exists(Path.Combine(_state, "job-runs.db")).ShouldBeFalse();
    }

    [Fact]
    public void Store_ManyRuns_KeepsTheNewestOfEachJob()
    {
        var store = new JobRunStore(Path.Combine(_state, "job-runs.db"), kept: 3);
        store.Begin(new JobRun { Job = Job.Expire });
        for (var number = 0; number < 5; number++)
        {
            store.Begin(new JobRun { Job = Job.Lapse });
        }

        store.List(Job.Lapse, null, int.MaxValue).Select(run => run.RunId).ShouldBe(["lapse-6", "lapse-5", "lapse-4"]);
        store.List(Job.Expire, null, int.MaxValue).ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(_state, "job-runs.db")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task ListJobRuns_InPages_AndBadRequests()
    {
        var store = new JobRunStore(Path.Combine(_state, "job-runs.db"));
        foreach (var job in new[] { Job.Lapse, Job.Expire, Job.Lapse, Job.Settle })
        {
            store.Begin(new JobRun { Job = job });
        }

        await using var server = await GatewayServer.StartAsync(stateDirectory: _state);
        var client = Client(server);
        var first = await client.ListJobRunsAsync(new ListJobRunsRequest { PageSize = 3 });
        first.Runs.Select(run => run.RunId).ShouldBe(["settle-4", "lapse-3", "expire-2"]);
        var second = await client.ListJobRunsAsync(new ListJobRunsRequest { PageSize = 3, PageToken = first.NextPageToken });
        (second.Runs.Single().RunId, second.NextPageToken).ShouldBe(("lapse-1", ""));
        (await client.ListJobRunsAsync(new ListJobRunsRequest { Job = Job.Lapse })).Runs.Select(run => run.RunId).ShouldBe(["lapse-3", "lapse-1"]);

        await RefusedAsync(new ListJobRunsRequest { PageSize = 1_001 }, "INVALID_ARGUMENT", "pageSize");
        await RefusedAsync(new ListJobRunsRequest { PageToken = "no" }, "INVALID_PAGE_TOKEN", "pageToken");
        await RefusedAsync(new ListJobRunsRequest { Job = (Job)9 }, "INVALID_ARGUMENT", "job");

        async Task RefusedAsync(ListJobRunsRequest request, string code, string field)
        {
            var error = await Should.ThrowAsync<RpcException>(() => client.ListJobRunsAsync(request).ResponseAsync);
            error.Info().Reason.ShouldBe(code);
            error.BadRequest()!.FieldViolations.Single().Field.ShouldBe(field);
        }
    }

    private static ListDuePoliciesResponse Page(string next, params string[] policies)
    {
        var page = new ListDuePoliciesResponse { Looked = 3, NextPageToken = next };
        page.Policies.AddRange(policies.Select(id => new DuePolicy { PolicyId = id, Since = Since }));
        return page;
    }

    private static FakeLedger Ledger(params ListDuePoliciesResponse[] pages)
    {
        var ledger = new FakeLedger();
        ledger.Answer("ListDuePolicies", call => FakeLedger.Request<ListDuePoliciesRequest>(call).PageToken.Length == 0 ? pages[0] : pages[1]);
        return ledger;
    }

    private static CommittedChaincodeEvent Event(ulong block, string name, string payload) => FakeLedger.Event(name, block, $"t{block}", Encoding.UTF8.GetBytes(payload));

    private static V1.Jobs.JobsClient Client(GatewayServer server) => new(server.As("auditor"));

    private static async Task<IReadOnlyList<JobRun>> RunsAsync(GatewayServer server) =>
        (await Client(server).ListJobRunsAsync(new ListJobRunsRequest { PageSize = 1_000 })).Runs;

    private static async Task<JobRun> EndedAsync(GatewayServer server, Job job)
    {
        JobRun? ended = null;
        await Waiting.UntilAsync(async () =>
            (ended = (await RunsAsync(server)).FirstOrDefault(run => run.Job == job && run.Outcome is not (JobOutcome.Running or JobOutcome.Interrupted))) is not null);
        return ended!;
    }

    private Task<GatewayServer> StartAsync(
        FakeLedger ledger, Job job, TimeSpan? interval = null, int most = 500, int daysBefore = 0, TimeProvider? clock = null) => GatewayServer.StartAsync(
        ledger: ledger,
        clock: clock,
        stateDirectory: _state,
        jobs: new Dictionary<Job, JobSettings>
        {
            [job] = new() { Interval = interval ?? TimeSpan.FromHours(1), MostPerRun = most, DaysBefore = daysBefore },
        });
}
