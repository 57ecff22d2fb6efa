using System.Globalization;
using System.Text.Json.Nodes;
using Insurance.Gateway.Ledger;
using Insurance.Gateway.Privacy;
using Insurance.Gateway.Provenance;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Insurance.Gateway.Operations;

/// <summary>
/// Looks, at each start, through the erasures on the ledger for some that were not finished: after a crash between the steps of
/// EraseParty, and after the key store was restored from a backup that still had the person's key.
/// </summary>
/// <remarks>Once it has caught up it ends: from then on the calls of EraseParty finish themselves, or fail and are repeated.</remarks>
public sealed partial class ErasureService(
    ILedger ledger,
    BlockSource blocks,
    PartyOperations parties,
    IPersonKeyStore keys,
    string mspId,
    string? role,
    TimeProvider clock,
    ILogger<ErasureService> logger) : BackgroundService
{
    private const string Actor = "gateway";
    private const string Erased = "PartyErased";

    // The call that erased finishes at once; it gets this long before anybody else looks.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // Above zero where the peer joined by a snapshot and has no older blocks.
    private ulong firstBlock;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Without keys there is nothing to erase, and without an identity nobody to purge.
        if (role is null)
        {
            return;
        }

        var wait = TimeSpan.FromSeconds(1);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CatchUpAsync(role, stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (LedgerException error) when (error.FirstBlock > firstBlock)
            {
                firstBlock = error.FirstBlock.Value;
                LogSnapshot(firstBlock);
                continue;
            }
            catch (Exception error)
            {
                LogInterrupted(wait, error);
            }

            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = wait * 2 > LongestWait ? LongestWait : wait * 2;
        }
    }

    private async Task CatchUpAsync(string signer, CancellationToken cancellationToken)
    {
        var height = (await blocks.InfoAsync(signer, cancellationToken)).Height;
        await foreach (var item in ledger.EventsAsync(Start(), signer, cancellationToken))
        {
            if (ErasedIn(item) is { } partyId)
            {
                await FinishAsync(partyId, item.TransactionId, signer, cancellationToken);
                Reached(item);
            }

            if (item.BlockNumber >= height)
            {
                Reached(item);
                return;
            }
        }

        throw new IOException("The stream of events ended.");
    }

    private void Reached(LedgerEvent item) =>
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

    private EventPosition Start()
    {
        var followed = keys.FollowedTo?.Split(' ');
        return followed is [var number, var transaction]
            && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var block) && block >= firstBlock
            ? new EventPosition(block, transaction)
            : new EventPosition(firstBlock);
    }

    private string? ErasedIn(LedgerEvent item)
    {
        if (item.Name != Erased)
        {
            return null;
        }

        var party = JsonNode.Parse(item.Payload.Span);
        return party?["insurerMspId"]?.GetValue<string>() == mspId ? party["partyId"]?.GetValue<string>() : null;
    }

    [LoggerMessage(1, LogLevel.Warning, "The ledger's erasures cannot be followed or finished; again in {Wait}")]
    private partial void LogInterrupted(TimeSpan wait, Exception error);

    [LoggerMessage(2, LogLevel.Information, "The erasure of {PartyId} was finished: its key is destroyed, its sealed data are purged")]
    private partial void LogFinished(string partyId);

    [LoggerMessage(3, LogLevel.Warning, "The peer joined by a snapshot and has no block before {FirstBlock}: if the key store was restored from a backup, repeat EraseParty for whoever was erased earlier")]
    private partial void LogSnapshot(ulong firstBlock);
}
