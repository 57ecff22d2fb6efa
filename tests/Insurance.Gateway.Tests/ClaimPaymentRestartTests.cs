using System.Runtime.CompilerServices;
using Insurance.Gateway.Configuration;
using Insurance.Gateway.Ledger;
using Insurance.Gateway.Operations;
using Insurance.Gateway.Tests.Support;
using Insurance.V1;
using Microsoft.Extensions.Logging.Abstractions;

namespace Insurance.Gateway.Tests;

/// <summary>What the automatic payer leaves behind when it stops, and what the next one makes of it.</summary>
public sealed class ClaimPaymentRestartTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string directory = Directory.CreateTempSubdirectory("payer-test-").FullName;

    [Fact]
    public async Task Stop_PatienceUsedUp_StillWaitsForTheLastCheckpoint()
    {
        var checkpoint = new PaymentCheckpoint(Path.Combine(directory, "payments.json"));
        var ledger = new SlowToEnd(new LedgerEvent("PolicyBound", 9, "t9", "{}"u8.ToArray()));
        var transactions = new TransactionRunner(ledger, new LimitSettings());
        using var payer = new ClaimPaymentService(
            ledger,
            new ClaimPayments(transactions, true, NullLogger<ClaimPayments>.Instance),
            checkpoint,
            GatewayServer.MspId,
            TimeProvider.System,
            NullLogger<ClaimPaymentService>.Instance);
        await payer.StartAsync(CancellationToken.None);
        await ledger.Seen.WaitAsync(Patience);

        var stopping = payer.StopAsync(new CancellationToken(canceled: true));
        stopping.IsCompleted.ShouldBeFalse();
        ledger.End();
        await stopping.WaitAsync(Patience);

        payer.ExecuteTask!.IsCompleted.ShouldBeTrue();
        checkpoint.Read().ShouldBe(new EventPosition(9, "t9"));
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

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static LedgerEvent Approved(string claimId, ulong block) => new(
        "ClaimApproved",
        block,
        "t" + block,
        System.Text.Encoding.UTF8.GetBytes($$"""{"claimId":"{{claimId}}","insurerMspId":"{{GatewayServer.MspId}}"}"""));

    private Task<GatewayServer> StartAsync(FakeLedger ledger) =>
        GatewayServer.StartAsync(ledger: ledger, stateDirectory: directory);

    /// <summary>Claims as the chaincode keeps them: approved until paid, and paid once for a request id.</summary>
    private sealed class PaidClaims
    {
        private readonly Lock gate = new();
        private readonly Dictionary<string, string> requests = [];
        private readonly Dictionary<string, TaskCompletionSource> seen = [];

        public PaidClaims(FakeLedger ledger)
        {
            ledger.Answer("GetClaim", call =>
            {
                lock (gate)
                {
                    return Claim(FakeLedger.Request<GetClaimRequest>(call).ClaimId);
                }
            });
            ledger.Answer("PayClaim", call => Pay(FakeLedger.Request<PayClaimRequest>(call)));
        }

        public bool LoseFirstAnswer { get; set; }

        public List<string> InOrder { get; } = [];

        public Task SeenAsync(string claimId)
        {
            lock (gate)
            {
                return Seen(claimId).Task.WaitAsync(Patience);
            }
        }

        private Claim Claim(string id) => new()
        {
            ClaimId = id,
            InsurerMspId = GatewayServer.MspId,
            Status = requests.ContainsKey(id) ? ClaimStatus.Paid : ClaimStatus.Approved,
        };

        private Claim Pay(PayClaimRequest request)
        {
            lock (gate)
            {
                if (requests.TryAdd(request.ClaimId, request.RequestId))
                {
                    InOrder.Add(request.ClaimId);
                }
                else if (requests[request.ClaimId] != request.RequestId)
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

        private TaskCompletionSource Seen(string claimId) => seen.TryGetValue(claimId, out var source)
            ? source
            : seen[claimId] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Events that go on for a while after they are told to stop.</summary>
    private sealed class SlowToEnd(LedgerEvent only) : ILedger
    {
        private readonly TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => seen.Task;

        public void End() => end.SetResult();

        public Task<ReadOnlyMemory<byte>> EvaluateAsync(LedgerCall call, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is to be asked.");

        public Task<ReadOnlyMemory<byte>> SubmitAsync(LedgerCall call, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is to be paid.");

        public async IAsyncEnumerable<LedgerEvent> EventsAsync(
            EventPosition? position, string role, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return only;
            seen.SetResult();
            await end.Task;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
