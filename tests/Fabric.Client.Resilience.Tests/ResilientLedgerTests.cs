using Fabric.Protos.Peer;

namespace Fabric.Client.Resilience.Tests;

public sealed class ResilientLedgerTests
{
    private static readonly LedgerCall Call = new("Create", [], "client");

    [Fact]
    public async Task Submit_NothingFails_MakesOneTransaction()
    {
        var steps = new ScriptedSteps();
        (await SubmitAsync(steps)).ToArray().ShouldBe([42]);
        steps.Log.ShouldBe(["endorse 1", "submit 1", "status 1"]);
    }

    [Fact]
    public async Task Submit_OfWhatChangesNothing_IsAnsweredWithoutATransaction()
    {
        var steps = new ScriptedSteps { ChangesNothing = true };
        (await SubmitAsync(steps)).ToArray().ShouldBe([42]);
        steps.Log.ShouldBe(["endorse 1"]);
    }

    [Theory]
    [InlineData(TxValidationCode.BadProposalTxid, LedgerFailure.OutcomeUnknown)]
    [InlineData(TxValidationCode.BadCommonHeader, LedgerFailure.OutcomeUnknown)]
    [InlineData(TxValidationCode.DuplicateTxid, LedgerFailure.OutcomeUnknown)]
    [InlineData(TxValidationCode.EndorsementPolicyFailure, LedgerFailure.Invalid)]
    public async Task Status_ThatCannotBeOfOurEnvelope_IsUnknown(TxValidationCode code, LedgerFailure expected)
    {
        var steps = new ScriptedSteps { Codes = [code] };
        (await FailureAsync(steps)).ShouldBe(expected);
    }

    [Fact]
    public async Task Endorse_Unavailable_IsRepeatedWithTheSameTransaction()
    {
        var steps = new ScriptedSteps { Endorse = [LedgerFailure.Unavailable, LedgerFailure.Unavailable] };
        await SubmitAsync(steps);
        steps.Log.ShouldBe(["endorse 1", "endorse 1", "endorse 1", "submit 1", "status 1"]);
    }

    [Fact]
    public async Task Endorse_Refused_IsNotRepeated()
    {
        var steps = new ScriptedSteps { Endorse = [LedgerFailure.Refused] };
        (await FailureAsync(steps)).ShouldBe(LedgerFailure.Refused);
        steps.Log.ShouldBe(["endorse 1"]);
    }

    [Fact]
    public async Task Endorse_PeersNotEquallyFar_IsRepeatedWithTheSameTransaction()
    {
        var steps = new ScriptedSteps { Endorse = [LedgerFailure.Diverged, LedgerFailure.Unavailable, LedgerFailure.Diverged] };
        await SubmitAsync(steps);
        steps.Log.ShouldBe(["endorse 1", "endorse 1", "endorse 1", "endorse 1", "submit 1", "status 1"]);
    }

    [Fact]
    public async Task Endorse_PeersNeverEquallyFar_GivesUp()
    {
        var steps = new ScriptedSteps { Endorse = [.. Enumerable.Repeat(LedgerFailure.Diverged, 100)] };
        (await FailureAsync(steps)).ShouldBe(LedgerFailure.Diverged);
        steps.Log.Count.ShouldBe(9);
    }

    [Fact]
    public async Task Endorse_UnavailableForEver_GivesUp()
    {
        var steps = new ScriptedSteps { Endorse = [.. Enumerable.Repeat(LedgerFailure.Unavailable, 100)] };
        (await FailureAsync(steps)).ShouldBe(LedgerFailure.Unavailable);
        steps.Log.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Submit_Unavailable_ResendsTheSameTransaction()
    {
        var steps = new ScriptedSteps { Submit = [LedgerFailure.Unavailable] };
        await SubmitAsync(steps);
        steps.Log.ShouldBe(["endorse 1", "submit 1", "submit 1", "status 1"]);
    }

    [Fact]
    public async Task Submit_NeverAnswers_AsksForTheStatusAndMakesNoNewTransaction()
    {
        var steps = new ScriptedSteps { Submit = [.. Enumerable.Repeat(LedgerFailure.Unavailable, 100)] };
        (await SubmitAsync(steps)).ToArray().ShouldBe([42]);
        steps.Log.ShouldBe(["endorse 1", "submit 1", "submit 1", "submit 1", "submit 1", "status 1"]);
    }

    [Fact]
    public async Task Submit_NoOrdererReached_FailsWithoutAskingForTheStatus()
    {
        var steps = new ScriptedSteps { Submit = [.. Enumerable.Repeat(LedgerFailure.Unavailable, 4)], ReachedNobody = true };
        (await FailureAsync(steps)).ShouldBe(LedgerFailure.Unavailable);
        steps.Log.ShouldBe(["endorse 1", "submit 1", "submit 1", "submit 1", "submit 1"]);
    }

    [Fact]
    public async Task Submit_RefusedAfterAnUnclearAttempt_AsksForTheStatus()
    {
        var steps = new ScriptedSteps { Submit = [LedgerFailure.Timeout, LedgerFailure.Rejected] };
        await SubmitAsync(steps);
        steps.Log.ShouldBe(["endorse 1", "submit 1", "submit 1", "status 1"]);
    }

    [Fact]
    public async Task Submit_RefusedAtOnce_IsRefused()
    {
        var steps = new ScriptedSteps { Submit = [LedgerFailure.Rejected] };
        (await FailureAsync(steps)).ShouldBe(LedgerFailure.Rejected);
        steps.Log.ShouldBe(["endorse 1", "submit 1"]);
    }

    [Fact]
    public async Task Status_NeverAnswers_IsAnUnknownOutcomeAndNoNewTransaction()
    {
        var steps = new ScriptedSteps { Status = [.. Enumerable.Repeat(LedgerFailure.Unavailable, 100)] };
        (await FailureAsync(steps)).ShouldBe(LedgerFailure.OutcomeUnknown);
        steps.Log.Count(line => line == "status 1").ShouldBe(6 * 5);
        steps.Log.Distinct().ShouldBe(["endorse 1", "submit 1", "status 1"]);
        steps.Log.Count(line => line == "submit 1").ShouldBe(1);
    }

    [Fact]
    public async Task Status_PeerTakesNoMoreForAWhile_IsAskedAgain()
    {
        var steps = new ScriptedSteps { Status = [.. Enumerable.Repeat(LedgerFailure.Unavailable, 12)] };
        (await SubmitAsync(steps)).ToArray().ShouldBe([42]);
        steps.Log.Count(line => line == "status 1").ShouldBe(13);
    }

    [Fact]
    public async Task Status_StaysAway_HandsTheSameEnvelopeInAgain()
    {
        // An orderer that died had said yes to what it never ordered.
        var steps = new ScriptedSteps { Status = [LedgerFailure.Timeout, LedgerFailure.Timeout] };
        (await SubmitAsync(steps)).ToArray().ShouldBe([42]);
        steps.Log.ShouldBe(["endorse 1", "submit 1", "status 1", "submit 1", "status 1", "submit 1", "status 1"]);
    }

    [Fact]
    public async Task Status_StaysAwayWhileNothingCanBeSubmitted_IsAskedAgain()
    {
        var steps = new ScriptedSteps { Submit = [.. Enumerable.Repeat(LedgerFailure.Unavailable, 5)], Status = [LedgerFailure.Timeout] };
        (await SubmitAsync(steps)).ToArray().ShouldBe([42]);
        steps.Log.ShouldBe(["endorse 1", "submit 1", "submit 1", "submit 1", "submit 1", "status 1", "submit 1", "status 1"]);
    }

    [Fact]
    public async Task Status_OfTheSecondCopy_IsAskedOnceMoreForTheFirst()
    {
        var steps = new ScriptedSteps { Status = [LedgerFailure.Timeout], Codes = [TxValidationCode.DuplicateTxid, TxValidationCode.Valid] };
        (await SubmitAsync(steps)).ToArray().ShouldBe([42]);
        steps.Log.ShouldBe(["endorse 1", "submit 1", "status 1", "submit 1", "status 1", "status 1"]);
    }

    [Fact]
    public async Task Status_NoBlockInTime_IsAnUnknownOutcomeInTheEnd()
    {
        var steps = new ScriptedSteps { Status = [.. Enumerable.Repeat(LedgerFailure.Timeout, 100)] };
        (await FailureAsync(steps)).ShouldBe(LedgerFailure.OutcomeUnknown);
        steps.Log.Count(line => line == "status 1").ShouldBe(6);
        steps.Log.Count(line => line == "submit 1").ShouldBe(6);
    }

    [Theory]
    [InlineData(TxValidationCode.MvccReadConflict)]
    [InlineData(TxValidationCode.PhantomReadConflict)]
    public async Task Commit_Conflict_RunsEverythingAgainWithANewTransaction(TxValidationCode code)
    {
        var steps = new ScriptedSteps { Codes = [code] };
        await SubmitAsync(steps);
        steps.Log.ShouldBe(["endorse 1", "submit 1", "status 1", "endorse 2", "submit 2", "status 2"]);
    }

    [Fact]
    public async Task Commit_ConflictEveryTime_GivesUpAfterTheBound()
    {
        var steps = new ScriptedSteps { Codes = [.. Enumerable.Repeat(TxValidationCode.MvccReadConflict, 100)] };
        (await FailureAsync(steps, new ResilienceOptions { ConflictRetries = 2 })).ShouldBe(LedgerFailure.Conflict);
        steps.Log.Count(line => line.StartsWith("endorse")).ShouldBe(3);
    }

    [Fact]
    public async Task Commit_InvalidForAnotherReason_IsNotRepeated()
    {
        var steps = new ScriptedSteps { Codes = [TxValidationCode.EndorsementPolicyFailure] };
        var error = await Should.ThrowAsync<LedgerException>(() => SubmitAsync(steps));
        error.Failure.ShouldBe(LedgerFailure.Invalid);
        error.ValidationCode.ShouldBe("ENDORSEMENT_POLICY_FAILURE");
        steps.Log.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Evaluate_Unavailable_IsRepeated()
    {
        var steps = new ScriptedSteps { Endorse = [LedgerFailure.Unavailable] };
        await Ledger(steps).EvaluateAsync(Call, CancellationToken.None);
        steps.Log.ShouldBe(["evaluate", "evaluate"]);
    }

    private static ResilientLedger Ledger(ITransactionSteps steps, ResilienceOptions? options = null) => new(
        steps, options, new ImpatientTime());

    private static Task<ReadOnlyMemory<byte>> SubmitAsync(ITransactionSteps steps) =>
        Ledger(steps).SubmitAsync(Call, CancellationToken.None);

    private static async Task<LedgerFailure> FailureAsync(ITransactionSteps steps, ResilienceOptions? options = null) =>
        (await Should.ThrowAsync<LedgerException>(() => Ledger(steps, options).SubmitAsync(Call, CancellationToken.None))).Failure;

    /// <summary>Fails each step as often as reported, then succeeds.</summary>
    private sealed class ScriptedSteps : ITransactionSteps
    {
        private readonly Queue<LedgerFailure> _endorseFailures = new();
        private readonly Queue<LedgerFailure> _submitFailures = new();
        private readonly Queue<LedgerFailure> _statusFailures = new();
        private readonly Queue<TxValidationCode> _codes = new();
        private int _transactions;

        public IReadOnlyList<LedgerFailure> Endorse
        {
            init => _endorseFailures = new(value);
        }

        public IReadOnlyList<LedgerFailure> Submit
        {
            init => _submitFailures = new(value);
        }

        public IReadOnlyList<LedgerFailure> Status
        {
            init => _statusFailures = new(value);
        }

        public bool ReachedNobody { get; init; }

        public bool ChangesNothing { get; init; }

        public IReadOnlyList<TxValidationCode> Codes
        {
            init => _codes = new(value);
        }

        public List<string> Log { get; } = [];

        public Task<ReadOnlyMemory<byte>> EvaluateAsync(LedgerCall call, CancellationToken cancellationToken)
        {
            Log.Add("evaluate");
            return Next(_endorseFailures, new ReadOnlyMemory<byte>([42]));
        }

        public IPendingTransaction Propose(LedgerCall call) => new Pending(this, ++_transactions);

        public IAsyncEnumerable<CommittedChaincodeEvent> EventsAsync(EventOptions? start, string identity, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        private Task<T> Next<T>(Queue<LedgerFailure> failures, T result) => failures.TryDequeue(out var failure)
            ? Task.FromException<T>(new LedgerException(failure, "scripted") { ReachedNobody = ReachedNobody })
            : Task.FromResult(result);

        private sealed class Pending(ScriptedSteps steps, int number) : IPendingTransaction
        {
            public string TransactionId => $"t{number}";

            public bool ChangesNothing => steps.ChangesNothing;

            public Task<ReadOnlyMemory<byte>> EndorseAsync(CancellationToken cancellationToken)
            {
                steps.Log.Add($"endorse {number}");
                return steps.Next(steps._endorseFailures, new ReadOnlyMemory<byte>([42]));
            }

            public Task SubmitAsync(CancellationToken cancellationToken)
            {
                steps.Log.Add($"submit {number}");
                return steps.Next(steps._submitFailures, true);
            }

            public Task<CommitStatus> CommitStatusAsync(CancellationToken cancellationToken)
            {
                steps.Log.Add($"status {number}");
                var code = steps._statusFailures.Count == 0 && steps._codes.TryDequeue(out var next) ? next : TxValidationCode.Valid;
                return steps.Next(steps._statusFailures, new CommitStatus(TransactionId, code, 9));
            }
        }
    }
}
