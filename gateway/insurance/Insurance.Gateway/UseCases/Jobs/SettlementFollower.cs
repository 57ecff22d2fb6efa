namespace Insurance.Gateway.UseCases.Jobs;

/// <summary>Follows the ledger's events and notes what policies can be settled by; <see cref="SettlementJob"/> settles them.</summary>
/// <param name="follower">Follows.</param>
/// <param name="checkpoint">How far it has come.</param>
/// <param name="store">Where what was seen waits.</param>
/// <param name="isOn">False: nothing is settled by itself here.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Logs.</param>
internal sealed partial class SettlementFollower(
    EventFollower follower, CheckpointFile checkpoint, JobRunStore store, bool isOn, TimeProvider clock, ILogger<SettlementFollower> logger)
    : BackgroundService
{
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => isOn
        ? follower.RunAsync(Roles.ClaimsHandler, FollowAsync, () => { }, LogSnapshot, stoppingToken)
        : Task.CompletedTask;

    private static DueItem? EventIn(CommittedChaincodeEvent item)
    {
        var (field, isDetermination) = item.EventName switch
        {
            EventNames.ReadingPublished => ("readingId", false),
            EventNames.IndexDetermined => ("determinationId", true),
            _ => ("", false),
        };
        return field.Length > 0 && JsonNode.Parse(item.Payload.Span)?[field]?.GetValue<string>() is { Length: > 0 } id
            ? new DueItem(id, Since: null) { IsDetermination = isDetermination }
            : null;
    }

    private async Task FollowAsync(Func<CancellationToken, IAsyncEnumerable<CommittedChaincodeEvent>> events, CancellationToken cancellationToken)
    {
        CommittedChaincodeEvent? seen = null;
        var written = clock.GetTimestamp();
        try
        {
            await foreach (var item in events(cancellationToken))
            {
                if (EventIn(item) is { } due)
                {
                    store.Await(due);
                }

                follower.Reached(item);
                seen = item;
                if (clock.GetElapsedTime(written) >= BetweenCheckpoints)
                {
                    checkpoint.Write(item.BlockNumber, item.TransactionId);
                    (seen, written) = (null, clock.GetTimestamp());
                }
            }
        }
        finally
        {
            if (seen is not null)
            {
                checkpoint.Write(seen.BlockNumber, seen.TransactionId);
            }
        }
    }

    [LoggerMessage(421, LogLevel.Warning, "The peer joined by a snapshot and has no block before {FirstBlock}: what was reported earlier and is not settled must be settled with SettleEvent")]
    private partial void LogSnapshot(ulong firstBlock);
}
