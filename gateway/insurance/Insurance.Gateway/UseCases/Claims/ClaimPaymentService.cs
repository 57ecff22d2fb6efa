using System.Threading.Channels;

namespace Insurance.Gateway.UseCases.Claims;

/// <summary>Follows approvals on the ledger and pays what nobody has paid: after a crash, or when the first try failed.</summary>
internal sealed partial class ClaimPaymentService(
    EventFollower follower,
    ClaimPayments payments,
    CheckpointFile checkpoint,
    string mspId,
    TimeProvider clock,
    ILogger<ClaimPaymentService> logger) : BackgroundService
{
    private const int AtOnce = 256;

    // The call that approved a claim pays it at once; it gets this long before the payer looks.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(1);

    private bool _unwritten;

    /// <summary>Ends the loop and waits until it has written its last checkpoint.</summary>
    /// <param name="cancellationToken">
    /// Not obeyed: every service shares one patience, and when the server has used it up the loop, which waits for nothing
    /// once it is asked to stop, would otherwise go on writing after the host has reported that it stopped.
    /// </param>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is { } loop)
        {
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!payments.Enabled)
        {
            return;
        }

        // On another ledger, or an older copy of this one, what was paid may not be.
        await follower.RunAsync(Roles.Finance, FollowAsync, payments.ForgetPaid, LogSnapshot, stoppingToken);
    }

    private async Task FollowAsync(
        Func<CancellationToken, IAsyncEnumerable<CommittedChaincodeEvent>> events, CancellationToken cancellationToken)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var begun = Channel.CreateBounded<(CommittedChaincodeEvent Event, Task Payment)>(AtOnce);
        var recording = RecordAsync(begun);
        try
        {
            await foreach (var item in events(together.Token))
            {
                var payment = ApprovalIn(item) is { } approval ? PayAsync(approval, together.Token) : Task.CompletedTask;
                await begun.Writer.WriteAsync((item, payment), together.Token);
            }
        }
        finally
        {
            // What is paid by now is recorded; what is not is cut short, and the next start sees it again.
            begun.Writer.TryComplete();
            await together.CancelAsync();
            await recording.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // In the order of the ledger, so that nothing before the checkpoint is ever unpaid.
    private async Task RecordAsync(Channel<(CommittedChaincodeEvent Event, Task Payment)> begun)
    {
        CommittedChaincodeEvent? done = null;
        var written = clock.GetTimestamp();
        try
        {
            await foreach (var (item, payment) in begun.Reader.ReadAllAsync())
            {
                await payment;
                follower.Reached(item);
                done = item;
                if (clock.GetElapsedTime(written) >= BetweenCheckpoints)
                {
                    Write(item);
                    written = clock.GetTimestamp();
                    done = null;
                }
            }
        }
        catch (Exception error)
        {
            begun.Writer.TryComplete(error);
            throw;
        }
        finally
        {
            if (done is not null)
            {
                Write(done);
            }
        }
    }

    // On a full disk claims are paid all the same; the next start reads more events again.
    private void Write(CommittedChaincodeEvent reached)
    {
        try
        {
            checkpoint.Write(reached.BlockNumber, reached.TransactionId);
            _unwritten = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (!_unwritten)
            {
                _unwritten = true;
                LogUnwritten("CHECKPOINT_NOT_WRITTEN", checkpoint.Name, error.Message);
            }
        }
    }

    private async Task PayAsync(ClaimApproval approval, CancellationToken cancellationToken)
    {
        var wait = Grace;
        while (true)
        {
            await Task.Delay(wait, clock, cancellationToken);
            try
            {
                if (await payments.PaySeenAsync(approval, cancellationToken))
                {
                    LogPaid(approval.ClaimId);
                }

                return;
            }
            catch (LedgerException error) when (error.Failure == LedgerFailure.Refused)
            {
                // The rules say no, and will say so again: a person must look.
                LogRefused(approval.ClaimId, error.Code);
                return;
            }
            catch (LedgerException error)
            {
                wait = wait * 2 > LongestWait ? LongestWait : wait * 2;
                LogFailed(approval.ClaimId, error.Failure, wait);
            }
        }
    }

    private ClaimApproval? ApprovalIn(CommittedChaincodeEvent item)
    {
        if (item.EventName != EventNames.ClaimApproved)
        {
            return null;
        }

        var claim = JsonNode.Parse(item.Payload.Span);
        return claim?["insurerMspId"]?.GetValue<string>() == mspId && claim["claimId"]?.GetValue<string>() is { } claimId
            ? new ClaimApproval(claimId, claim["decisions"]?.AsArray().Count ?? 0)
            : null;
    }

    [LoggerMessage(601, LogLevel.Warning, "{Code}: {File} cannot be written, so that the next start reads more of the ledger's events again: {Problem}")]
    private partial void LogUnwritten(string code, string file, string problem);

    [LoggerMessage(602, LogLevel.Information, "Claim {ClaimId} was paid by the automatic payer")]
    private partial void LogPaid(string claimId);

    [LoggerMessage(603, LogLevel.Error, "The payment of claim {ClaimId} was refused with {Code}; a person must look at it")]
    private partial void LogRefused(string claimId, string? code);

    [LoggerMessage(605, LogLevel.Warning, "The peer joined by a snapshot and has no block before {FirstBlock}: claims approved earlier and not yet paid must be paid with PayClaim")]
    private partial void LogSnapshot(ulong firstBlock);

    [LoggerMessage(604, LogLevel.Warning, "The payment of claim {ClaimId} failed ({Failure}); again in {Wait}")]
    private partial void LogFailed(string claimId, LedgerFailure failure, TimeSpan wait);
}
