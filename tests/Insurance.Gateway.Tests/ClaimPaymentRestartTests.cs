using System.Runtime.CompilerServices;
using Fabric.Client;

namespace Insurance.Gateway.Tests;

/// <summary>What the automatic payer leaves behind when it stops, and what the next one makes of it.</summary>
public sealed class ClaimPaymentRestartTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _directory = Directory.CreateTempSubdirectory("payer-test-").FullName;

    [Fact]
    public async Task Stop_PatienceUsedUp_StillWaitsForTheLastCheckpoint()
    {
        var checkpoint = new CheckpointFile(Path.Combine(_directory, "payments.json"));
        var events = new SlowToEnd(FakeLedger.Event("PolicyBound", 9, "t9", "{}"u8.ToArray()));
        var ledger = new ResilientLedger(events);
        var transactions = new TransactionRunner(ledger, new LimitSettings());
        using var payer = new ClaimPaymentService(
            new EventFollower(
                "payer", ledger, new PositionComparer(new ChainReader(ledger, "insurance")), checkpoint, new FollowerFindings(new ReadinessNotes()), TimeProvider.System, NullLogger<EventFollower>.Instance),
            new ClaimPayments(transactions, true, NullLogger<ClaimPayments>.Instance),
            checkpoint,
            GatewayServer.MspId,
            TimeProvider.System,
            NullLogger<ClaimPaymentService>.Instance);
        await payer.StartAsync(CancellationToken.None);
        await events.Seen.WaitAsync(Patience);

        var stopping = payer.StopAsync(new CancellationToken(canceled: true));
        stopping.IsCompleted.ShouldBeFalse();
        events.End();
        await stopping.WaitAsync(Patience);

        payer.ExecuteTask!.IsCompleted.ShouldBeTrue();
        checkpoint.Read().ShouldBe(new EventOptions { StartBlock = 9, AfterTransactionId = "t9" });
    }

    [Fact]
    public async Task Restart_ClaimApprovedMeanwhile_IsPaidOnce()
    {
        var ledger = new FakeLedger();
        var paid = new PaidClaims(ledger);
        ledger.Raise(Approved("before", 5));
        await using (var first = await StartAsync(ledger))
        {
            await paid.SeenAsync("before");
        }

        // Committed while no gateway runs.
        ledger.Raise(Approved("meanwhile", 6));
        await using (var second = await StartAsync(ledger))
        {
            await paid.SeenAsync("meanwhile");
        }

        ledger.Raise(Approved("after", 7));
        await using (var third = await StartAsync(ledger))
        {
            await paid.SeenAsync("after");
        }

        paid.InOrder.ShouldBe(["before", "meanwhile", "after"]);
    }

    [Fact]
    public async Task Restart_PaymentWithoutAnswerBefore_IsRepeatedWithTheSameRequest()
    {
        var ledger = new FakeLedger();
        var paid = new PaidClaims(ledger) { LoseFirstAnswer = true };
        ledger.Raise(Approved("c1", 5));
        await using (var first = await StartAsync(ledger))
        {
            await paid.SeenAsync("c1");
        }

        ledger.Raise(Approved("c2", 6));
        await using (var second = await StartAsync(ledger))
        {
            await paid.SeenAsync("c2");
        }

        paid.InOrder.ShouldBe(["c1", "c2"]);
        ledger.Submitted.Select(FakeLedger.Request<PayClaimRequest>).Where(request => request.ClaimId == "c1")
            .Select(request => request.RequestId).Distinct().Count().ShouldBe(1);
    }

    [Theory]
    [InlineData(99, "t99", "CHECKPOINT_AHEAD")]
    [InlineData(9, "t9", "CHECKPOINT_AHEAD")]
    [InlineData(5, "t of another ledger", "CHECKPOINT_OF_ANOTHER_LEDGER")]
    [InlineData(6, "t5", "CHECKPOINT_OF_ANOTHER_LEDGER")]
    public async Task Start_CheckpointOfAnotherLedger_IsNamedAndEveryApprovalIsPaid(ulong block, string transaction, string code)
    {
        new CheckpointFile(Checkpoint).Write(block, transaction);
        var ledger = new FakeLedger();
        var paid = new PaidClaims(ledger);
        foreach (var number in Enumerable.Range(5, 4))
        {
            ledger.Raise(Approved("c" + number, (ulong)number));
        }

        await using var server = await StartAsync(ledger);
        foreach (var number in Enumerable.Range(5, 4))
        {
            await paid.SeenAsync("c" + number);
        }

        server.LogLines.ShouldContain(line => line.StartsWith($"Warning {code}: {Checkpoint} stands ", StringComparison.Ordinal));
        ledger.Subscribed.Last(item => item.Role == "finance").Position.ShouldBe(new EventOptions { StartBlock = 0 });
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"blockNumber\":-1,\"transactionId\":\"t\"}")]
    [InlineData("{\"blockNumber\":99999999999999999999999,\"transactionId\":\"t\"}")]
    [InlineData("{\"blockNumber\":\"5\",\"transactionId\":\"t5\"}")]
    [InlineData("{\"blockNumber\":5,\"transactionId\":7}")]
    [InlineData("{\"blockNumber\":5}")]
    [InlineData("{\"blockNumber\":5,\"transacti")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public async Task Start_CheckpointUnreadable_IsNamedAndEveryApprovalIsPaid(string content)
    {
        await File.WriteAllTextAsync(Checkpoint, content);
        var ledger = new FakeLedger();
        var paid = new PaidClaims(ledger);
        ledger.Raise(Approved("c5", 5));

        await using var server = await StartAsync(ledger);
        await paid.SeenAsync("c5");

        server.LogLines.ShouldContain(line => line.StartsWith("Warning CHECKPOINT_UNREADABLE: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_CheckpointAhead_IsInReadinessUntilThePayerHasCaughtUp()
    {
        new CheckpointFile(Checkpoint).Write(99, "t99");
        var ledger = new FakeLedger();
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ledger.Before = (call, _, _) => call.Transaction == "GetClaim" ? hold.Task : Task.CompletedTask;
        var paid = new PaidClaims(ledger);
        ledger.Raise(Approved("c5", 5));

        await using var server = await StartAsync(ledger);
        try
        {
            await Waiting.UntilAsync(() => server.LogLines.Any(line => line.Contains("CHECKPOINT_AHEAD", StringComparison.Ordinal)));
            (await server.Http(null).GetStringAsync("/readyz")).ShouldBe("""{"status":"ok","notes":["CHECKPOINT_AHEAD"]}""");
        }
        finally
        {
            // The server stops only when the payment has its answer.
            hold.SetResult();
        }

        await paid.SeenAsync("c5");
        ledger.Raise(Approved("c6", 6));
        await paid.SeenAsync("c6");
        await Waiting.UntilAsync(() => server.Http(null).GetStringAsync("/readyz").GetAwaiter().GetResult() == """{"status":"ok"}""");
    }

    [Fact]
    public async Task Running_LedgerReplacedByAnOlderCopy_PaysWhatIsUnpaidThere()
    {
        var ledger = new FakeLedger();
        var paid = new PaidClaims(ledger);
        ledger.Raise(Approved("c5", 5));
        ledger.Raise(Approved("c6", 6));
        await using var server = await StartAsync(ledger);
        await paid.SeenAsync("c6");
        await Waiting.UntilAsync(() => File.Exists(Checkpoint) || server.LogLines.Any(line => line.Contains("was paid", StringComparison.Ordinal)));

        // The copy has the approval of c5 and not its payment; block 5 is its last.
        paid.Restore();
        ledger.Replace();
        ledger.Raise(Approved("c5", 5));

        await paid.SeenAsync("c5");
        paid.InOrder.ShouldBe(["c5"]);
        server.LogLines.ShouldContain(line => line.Contains("CHECKPOINT_AHEAD", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Running_CheckpointCannotBeWritten_PaysAllTheSameAndSaysSoOnce()
    {
        Directory.CreateDirectory(Checkpoint + ".new");
        var ledger = new FakeLedger();
        var paid = new PaidClaims(ledger);
        await using (var server = await StartAsync(ledger))
        {
            ledger.Raise(Approved("c5", 5));
            ledger.Raise(Approved("c6", 6));
            await paid.SeenAsync("c6");
            await server.StopAsync();
            server.LogLines.Count(line => line.Contains("CHECKPOINT_NOT_WRITTEN", StringComparison.Ordinal)).ShouldBe(1);
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Checkpoint => Path.Combine(_directory, "payments.json");

    private static CommittedChaincodeEvent Approved(string claimId, ulong block) => FakeLedger.Event(
        "ClaimApproved",
        block,
        "t" + block,
        System.Text.Encoding.UTF8.GetBytes($$"""{"claimId":"{{claimId}}","insurerMspId":"{{GatewayServer.MspId}}"}"""));

    private Task<GatewayServer> StartAsync(FakeLedger ledger) =>
        GatewayServer.StartAsync(ledger: ledger, stateDirectory: _directory);

    /// <summary>Claims as the chaincode keeps them: approved until paid, and paid once for a request id.</summary>
    private sealed class PaidClaims
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, string> _requests = [];
        private readonly Dictionary<string, TaskCompletionSource> _seen = [];

        public PaidClaims(FakeLedger ledger)
        {
            ledger.Answer("GetClaim", call =>
            {
                lock (_gate)
                {
                    return Claim(FakeLedger.Request<GetClaimRequest>(call).ClaimId);
                }
            });
            ledger.Answer("PayClaim", call => Pay(FakeLedger.Request<PayClaimRequest>(call)));
        }

        public bool LoseFirstAnswer { get; set; }

        public List<string> InOrder { get; } = [];

        /// <summary>The ledger is a copy from before every payment.</summary>
        public void Restore()
        {
            lock (_gate)
            {
                _requests.Clear();
                InOrder.Clear();
                _seen.Clear();
            }
        }

        public Task SeenAsync(string claimId)
        {
            lock (_gate)
            {
                return Seen(claimId).Task.WaitAsync(Patience);
            }
        }

        private Claim Claim(string id) => new()
        {
            ClaimId = id,
            InsurerMspId = GatewayServer.MspId,
            Status = _requests.ContainsKey(id) ? ClaimStatus.Paid : ClaimStatus.Approved,
        };

        private Claim Pay(PayClaimRequest request)
        {
            lock (_gate)
            {
                if (_requests.TryAdd(request.ClaimId, request.RequestId))
                {
                    InOrder.Add(request.ClaimId);
                }
                else if (_requests[request.ClaimId] != request.RequestId)
                {
                    throw new LedgerException(LedgerFailure.Refused, "It is paid.") { Code = "CLAIM_STATE" };
                }

                Seen(request.ClaimId).TrySetResult();
                if (LoseFirstAnswer)
                {
                    LoseFirstAnswer = false;
                    throw new LedgerException(LedgerFailure.OutcomeUnknown, "no answer");
                }

                return Claim(request.ClaimId);
            }
        }

        private TaskCompletionSource Seen(string claimId) => _seen.TryGetValue(claimId, out var source)
            ? source
            : _seen[claimId] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Events that go on for a while after they are asked to stop.</summary>
    private sealed class SlowToEnd(CommittedChaincodeEvent only) : ITransactionSteps
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public void End() => _end.SetResult();

        public Task<ReadOnlyMemory<byte>> EvaluateAsync(LedgerCall call, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is to be asked.");

        public IPendingTransaction Propose(LedgerCall call) => throw new InvalidOperationException("Nothing is to be paid.");

        public async IAsyncEnumerable<CommittedChaincodeEvent> EventsAsync(
            EventOptions? start, string role, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return only;
            _seen.SetResult();
            await _end.Task;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
