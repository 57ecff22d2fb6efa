using Fabric.Protos.Peer;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;

namespace Fabric.Client.Resilience;

/// <summary>Evaluates and submits, and repeats what may be repeated of the steps: <see cref="FabricSteps"/>, or a test's.</summary>
/// <remarks>
/// Safe for concurrent use.
/// A new transaction id is made only when the old transaction is known to have had no effect: it was never submitted, or
/// it was recorded as invalid because of a conflict.
/// </remarks>
public sealed partial class ResilientLedger : ILedgerReader
{
    private readonly ITransactionSteps _steps;
    private readonly ResilienceOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<ResilientLedger> _logger;
    private readonly ResiliencePipeline _proposing;
    private readonly ResiliencePipeline _endorsing;
    private readonly ResiliencePipeline _submitting;
    private readonly ResiliencePipeline _asking;
    private readonly ResiliencePipeline<ReadOnlyMemory<byte>> _conflicts;

    /// <summary>Creates it.</summary>
    /// <param name="steps">Takes the steps; each call of it is one attempt.</param>
    /// <param name="options">How long each step may take, and how often conflicts are met again.</param>
    /// <param name="clock">Measures waits; the system's clock if absent.</param>
    /// <param name="logger">Logs what was not plain.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public ResilientLedger(
        ITransactionSteps steps, ResilienceOptions? options = null, TimeProvider? clock = null, ILogger<ResilientLedger>? logger = null)
    {
        options ??= new ResilienceOptions();
        options.Validate();
        clock ??= TimeProvider.System;
        _steps = steps;
        _options = options;
        _clock = clock;
        _logger = logger ?? NullLogger<ResilientLedger>.Instance;
        _proposing = Retry(clock, 4, LedgerFailure.Unavailable);
        _endorsing = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddPipeline(Retry(clock, 8, LedgerFailure.Diverged))
            .AddPipeline(_proposing)
            .Build();
        _submitting = Retry(clock, 3, LedgerFailure.Unavailable, LedgerFailure.Timeout);
        _asking = Retry(clock, 4, LedgerFailure.Unavailable);
        _conflicts = Conflicts(clock, options.ConflictRetries);
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> EvaluateAsync(LedgerCall call, CancellationToken cancellationToken) =>
        await _proposing.ExecuteAsync(
            async token => await WithinAsync(_options.Evaluate, t => _steps.EvaluateAsync(call, t), token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);

    /// <summary>Runs a transaction, has it endorsed and ordered, and waits for its block.</summary>
    /// <param name="call">The transaction.</param>
    /// <param name="cancellationToken">Gives up. A transaction already submitted may be committed all the same.</param>
    /// <returns>What the transaction answered.</returns>
    /// <exception cref="LedgerException">It failed; <see cref="LedgerException.Failure"/> says whether anything can have changed.</exception>
    public async Task<ReadOnlyMemory<byte>> SubmitAsync(LedgerCall call, CancellationToken cancellationToken) =>
        await _conflicts.ExecuteAsync(async token => await RunAsync(call, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>The chaincode's events from a position on, then live, until cancelled.</summary>
    /// <param name="start">Where to begin; absent, or without a block: with the next one.</param>
    /// <param name="identity">The name of the identity that asks.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="LedgerException">The peer refused, went away, or does not have the block.</exception>
    public IAsyncEnumerable<CommittedChaincodeEvent> EventsAsync(
        EventOptions? start, string identity, CancellationToken cancellationToken) => _steps.EventsAsync(start, identity, cancellationToken);

    private async Task<ReadOnlyMemory<byte>> RunAsync(LedgerCall call, CancellationToken cancellationToken)
    {
        var transaction = _steps.Propose(call);
        var result = await _endorsing.ExecuteAsync(
            async token => await WithinAsync(_options.Endorse, transaction.EndorseAsync, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (transaction.ChangesNothing)
        {
            return result;
        }

        await SubmitEnvelopeAsync(transaction, cancellationToken).ConfigureAwait(false);
        var status = await AskAsync(transaction, cancellationToken).ConfigureAwait(false);
        if (status.IsSuccessful)
        {
            return result;
        }

        var code = CommitVerdict.NameOf(status.Code);
        LogInvalid(call.Transaction, transaction.TransactionId, status.BlockNumber, code);
        throw new LedgerException(
            CommitVerdict.FailureOf(status.Code), $"Transaction {transaction.TransactionId} was recorded as {code}.")
        {
            TransactionId = transaction.TransactionId,
            ValidationCode = code,
        };
    }

    private async Task SubmitEnvelopeAsync(IPendingTransaction transaction, CancellationToken cancellationToken)
    {
        var mayHaveArrived = false;
        try
        {
            await _submitting.ExecuteAsync(
                async token =>
                {
                    try
                    {
                        await WithinAsync(_options.Submit, transaction.SubmitAsync, token).ConfigureAwait(false);
                    }
                    catch (LedgerException error) when (error.Failure is LedgerFailure.Unavailable or LedgerFailure.Timeout)
                    {
                        mayHaveArrived |= !error.ReachedNobody;
                        throw;
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerException error) when (mayHaveArrived)
        {
            // An earlier attempt may have been ordered: only the commit status can say.
            LogSubmitUnclear(transaction.TransactionId, error);
        }
    }

    private async Task<CommitStatus> AskAsync(IPendingTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            return await WithinAsync(_options.CommitStatus, token => AskUntilKnownAsync(transaction, token), cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerException error)
        {
            throw new LedgerException(LedgerFailure.OutcomeUnknown, error.Message, error)
            {
                TransactionId = transaction.TransactionId,
            };
        }
    }

    /// <summary>Asks, and submits the same envelope again while no block has the transaction.</summary>
    /// <remarks>
    /// An orderer may have taken it and died before it was ordered. Two copies do no harm: the second is recorded as DUPLICATE_TXID, and
    /// the peer answers with the verdict on the first.
    /// </remarks>
    private async Task<CommitStatus> AskUntilKnownAsync(IPendingTransaction transaction, CancellationToken cancellationToken)
    {
        var rounds = Math.Max(1, (int)(_options.CommitStatus / _options.SubmitAgain));
        for (var round = 1; ; round++)
        {
            try
            {
                var status = await _asking.ExecuteAsync(
                    async token => await WithinAsync(_options.SubmitAgain, transaction.CommitStatusAsync, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

                // Who waits while both come in one block may learn of the second; who asks then learns of the first.
                if (round == 1 || round >= rounds || status.Code != TxValidationCode.DuplicateTxid)
                {
                    return status;
                }
            }
            catch (LedgerException error) when (round < rounds && error.Failure == LedgerFailure.Timeout)
            {
                await SubmitAgainAsync(transaction, cancellationToken).ConfigureAwait(false);
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
            await WithinAsync(_options.Submit, transaction.SubmitAsync, cancellationToken).ConfigureAwait(false);
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
                await step(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    private Task<T> WithinAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken) =>
        TimeLimit.WithinAsync(limit, _clock, step, cancellationToken);

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
