namespace Insurance.Gateway.UseCases.Parties;

/// <summary>
/// Follows the erasures on the ledger and finishes those that were not: cut off between the steps of EraseParty, erased through
/// another gateway of the organization, or brought back by a key store that was restored from a backup.
/// </summary>
internal sealed partial class ErasureService(
    EventFollower follower,
    PartyOperations parties,
    IPersonKeyStore keys,
    string mspId,
    string? role,
    TimeProvider clock,
    ILogger<ErasureService> logger) : BackgroundService
{
    /// <summary>The actor of what this service has purged; refused to callers.</summary>
    public const string Actor = "gateway";


    // The call that erased finishes at once; it gets this long before anybody else looks.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>

        // Without keys there is nothing to erase, and without an identity nobody to purge.
        role is null
            ? Task.CompletedTask
            : follower.RunAsync(role, (events, token) => FollowAsync(events, role, token), keys.ForgetPurged, LogSnapshot, stoppingToken);

    private async Task FollowAsync(
        Func<CancellationToken, IAsyncEnumerable<CommittedChaincodeEvent>> events, string signer, CancellationToken cancellationToken)
    {
        CommittedChaincodeEvent? seen = null;
        var noted = clock.GetTimestamp();
        try
        {
            await foreach (var item in events(cancellationToken))
            {
                if (ErasedIn(item) is { } partyId)
                {
                    await FinishAsync(partyId, item.TransactionId, signer, cancellationToken);
                }

                follower.Reached(item);
                seen = item;
                if (clock.GetElapsedTime(noted) >= BetweenNotes)
                {
                    Reached(item);
                    noted = clock.GetTimestamp();
                }
            }
        }
        finally
        {
            if (seen is not null)
            {
                Reached(seen);
            }
        }
    }

    private void Reached(CommittedChaincodeEvent item) =>
        keys.FollowedTo = string.Create(CultureInfo.InvariantCulture, $"{item.BlockNumber} {item.TransactionId}");

    private async Task FinishAsync(string partyId, string transactionId, string signer, CancellationToken cancellationToken)
    {
        if (keys.Progress(partyId) != ErasureProgress.Complete)
        {
            await Task.Delay(Grace, clock, cancellationToken);
        }

        if (keys.Progress(partyId) != ErasureProgress.Complete)
        {
            await parties.FinishErasureAsync(partyId, "purge." + transactionId[..Math.Min(58, transactionId.Length)], Actor, signer, cancellationToken);
            LogFinished(partyId);
        }
    }

    private string? ErasedIn(CommittedChaincodeEvent item)
    {
        if (item.EventName != EventNames.PartyErased)
        {
            return null;
        }

        var party = JsonNode.Parse(item.Payload.Span);
        return party?["insurerMspId"]?.GetValue<string>() == mspId ? party["partyId"]?.GetValue<string>() : null;
    }

    [LoggerMessage(622, LogLevel.Information, "The erasure of {PartyId} was finished: its key is destroyed, its sealed data are purged")]
    private partial void LogFinished(string partyId);

    [LoggerMessage(623, LogLevel.Warning, "The peer joined by a snapshot and has no block before {FirstBlock}: if the key store was restored from a backup, repeat EraseParty for whoever was erased earlier")]
    private partial void LogSnapshot(ulong firstBlock);
}
