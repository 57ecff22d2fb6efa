using Insurance.Gateway.Foundation.Settings;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>The retry rules of each step over <see cref="ITransactionSteps"/>.</summary>
/// <remarks>
/// A new transaction id is made only when the old transaction is known to have had no effect: it was never submitted, or
/// it was recorded as invalid because of a conflict.
/// </remarks>
internal sealed partial class ResilientLedger : ILedger
{
    private readonly ITransactionSteps steps;
    private readonly TimeoutSettings timeouts;
    private readonly TimeProvider clock;
    private readonly ILogger<ResilientLedger> logger;
    private readonly ResiliencePipeline proposing;
    private readonly ResiliencePipeline endorsing;
    private readonly ResiliencePipeline submitting;
    private readonly ResiliencePipeline asking;
    private readonly ResiliencePipeline<ReadOnlyMemory<byte>> conflicts;

    /// <summary>Creates it.</summary>
    public ResilientLedger(
        ITransactionSteps steps,
        TimeoutSettings timeouts,
        LimitSettings limits,
        TimeProvider clock,
        ILogger<ResilientLedger> logger)
    {
        this.steps = steps;
        this.timeouts = timeouts;
        this.clock = clock;
        this.logger = logger;
        proposing = Retry(clock, 4, LedgerFailure.Unavailable);
        endorsing = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddPipeline(Retry(clock, 8, LedgerFailure.Diverged))
            .AddPipeline(proposing)
            .Build();
        submitting = Retry(clock, 3, LedgerFailure.Unavailable, LedgerFailure.Timeout);
        asking = Retry(clock, 4, LedgerFailure.Unavailable);
        conflicts = Conflicts(clock, limits.ConflictRetries);
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> EvaluateAsync(LedgerCall call, CancellationToken cancellationToken) =>
        await proposing.ExecuteAsync(
            async token => await WithinAsync(timeouts.Evaluate, t => steps.EvaluateAsync(call, t), token),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> SubmitAsync(LedgerCall call, CancellationToken cancellationToken) =>
        await conflicts.ExecuteAsync(async token => await RunAsync(call, token), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<LedgerEvent> EventsAsync(
        EventPosition? position, string role, CancellationToken cancellationToken) =>
        steps.EventsAsync(position, role, cancellationToken);

    private async Task<ReadOnlyMemory<byte>> RunAsync(LedgerCall call, CancellationToken cancellationToken)
    {
        var transaction = steps.Propose(call);
        var result = await endorsing.ExecuteAsync(
            async token => await WithinAsync(timeouts.Endorse, transaction.EndorseAsync, token), cancellationToken);
        if (transaction.ChangesNothing)
        {
            return result;
        }

        await SubmitEnvelopeAsync(transaction, cancellationToken);
        var outcome = await AskAsync(transaction, cancellationToken);
        if (outcome.IsValid)
        {
            return result;
        }

        LogInvalid(call.Transaction, transaction.TransactionId, outcome.BlockNumber, outcome.ValidationCode);
        throw new LedgerException(
            outcome.IsConflict ? LedgerFailure.Conflict : outcome.IsAnothers ? LedgerFailure.OutcomeUnknown : LedgerFailure.Invalid,
            $"Transaction {transaction.TransactionId} was recorded as {outcome.ValidationCode}.")
        {
            TransactionId = transaction.TransactionId,
            ValidationCode = outcome.ValidationCode,
        };
    }

    private async Task SubmitEnvelopeAsync(IPendingTransaction transaction, CancellationToken cancellationToken)
    {
        var mayHaveArrived = false;
        try
        {
            await submitting.ExecuteAsync(
                async token =>
                {
                    try
                    {
                        await WithinAsync(timeouts.Submit, transaction.SubmitAsync, token);
                    }
                    catch (LedgerException error) when (error.Failure is LedgerFailure.Unavailable or LedgerFailure.Timeout)
                    {
                        mayHaveArrived |= !error.ReachedNobody;
                        throw;
                    }
                },
                cancellationToken);
        }
        catch (LedgerException error) when (mayHaveArrived)
        {
            // An earlier attempt may have been ordered: only the commit status can tell.
            LogSubmitUnclear(transaction.TransactionId, error);
        }
    }

    private async Task<CommitOutcome> AskAsync(IPendingTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            return await WithinAsync(timeouts.CommitStatus, token => AskUntilKnownAsync(transaction, token), cancellationToken);
        }
        catch (LedgerException error)
        {
            throw new LedgerException(LedgerFailure.OutcomeUnknown, error.Message, error)
            {
                TransactionId = transaction.TransactionId,
            };
        }
    }

    /// <summary>Asks, and while no block has the transaction hands the same envelope in again.</summary>
    /// <remarks>
    /// An orderer may have taken it and died before it was ordered. Two copies do no harm: the second is recorded as DUPLICATE_TXID, and
    /// the peer answers with the verdict on the first.
    /// </remarks>
    private async Task<CommitOutcome> AskUntilKnownAsync(IPendingTransaction transaction, CancellationToken cancellationToken)
    {
        var rounds = Math.Max(1, (int)(timeouts.CommitStatus / timeouts.SubmitAgain));
        for (var round = 1; ; round++)
        {
            try
            {
                var outcome = await asking.ExecuteAsync(
                    async token => await WithinAsync(timeouts.SubmitAgain, transaction.CommitStatusAsync, token), cancellationToken);

                // Who waits while both come in one block may be told of the second; who asks then is told of the first.
                if (round == 1 || round >= rounds || outcome.ValidationCode != "DUPLICATE_TXID")
                {
                    return outcome;
                }
            }
            catch (LedgerException error) when (round < rounds && error.Failure == LedgerFailure.Timeout)
            {
                await SubmitAgainAsync(transaction, cancellationToken);
            }
            catch (LedgerException error) when (round < rounds && error.Failure == LedgerFailure.Unavailable)
            {
                // The peer is gone or takes no more calls: it is asked again.
            }
        }
    }

    private async Task SubmitAgainAsync(IPendingTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            await WithinAsync(timeouts.Submit, transaction.SubmitAsync, cancellationToken);
            LogSubmittedAgain(transaction.TransactionId);
        }
        catch (LedgerException error)
        {
            LogSubmitUnclear(transaction.TransactionId, error);
        }
    }

    private Task WithinAsync(TimeSpan limit, Func<CancellationToken, Task> step, CancellationToken cancellationToken) =>
        WithinAsync(
            limit,
            async token =>
            {
                await step(token);
                return true;
            },
            cancellationToken);

    private async Task<T> WithinAsync<T>(
        TimeSpan limit, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await step(either.Token);
        }
        catch (Exception error) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested
            && error is OperationCanceledException or LedgerException { Failure: LedgerFailure.Timeout })
        {
            throw new LedgerException(LedgerFailure.Timeout, $"No answer within {limit}.", error);
        }
    }

    private static ResiliencePipeline Retry(TimeProvider clock, int retries, params LedgerFailure[] failures) =>
        new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => new ValueTask<bool>(
                    arguments.Outcome.Exception is LedgerException error && failures.Contains(error.Failure)),
                MaxRetryAttempts = retries,
                Delay = TimeSpan.FromMilliseconds(100),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                MaxDelay = TimeSpan.FromSeconds(2),
            })
            .Build();

    private static ResiliencePipeline<ReadOnlyMemory<byte>> Conflicts(TimeProvider clock, int retries)
    {
        var builder = new ResiliencePipelineBuilder<ReadOnlyMemory<byte>> { TimeProvider = clock };
        return retries == 0
            ? builder.Build()
            : builder.AddRetry(new RetryStrategyOptions<ReadOnlyMemory<byte>>
            {
                ShouldHandle = arguments => new ValueTask<bool>(
                    arguments.Outcome.Exception is LedgerException { Failure: LedgerFailure.Conflict }),
                MaxRetryAttempts = retries,
                Delay = TimeSpan.FromMilliseconds(20),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                MaxDelay = TimeSpan.FromSeconds(1),
            }).Build();
    }

    [LoggerMessage(511, LogLevel.Information, "{Transaction} {TransactionId} in block {BlockNumber} is {ValidationCode}")]
    private partial void LogInvalid(string transaction, string transactionId, ulong blockNumber, string validationCode);

    [LoggerMessage(512, LogLevel.Warning, "Submitting {TransactionId} failed unclearly; asking for its commit status")]
    private partial void LogSubmitUnclear(string transactionId, Exception error);

    [LoggerMessage(513, LogLevel.Information, "No block has {TransactionId} yet; submitted it again")]
    private partial void LogSubmittedAgain(string transactionId);
}
