using Insurance.Gateway.Ledger;
using Insurance.Gateway.Provenance;

namespace Insurance.Gateway.Hosting;

/// <summary>Whether the peer answers.</summary>
public sealed class PeerProbe(BlockSource blocks, string role, TimeProvider clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly Lock gate = new();
    private Task<bool>? latest;
    private long asked;

    /// <summary>Asks the peer, or repeats an answer of the last second.</summary>
    public Task<bool> IsReadyAsync()
    {
        lock (gate)
        {
            if (latest is null || (latest.IsCompleted && clock.GetElapsedTime(asked) > Remembered))
            {
                asked = clock.GetTimestamp();
                latest = AskAsync();
            }

            return latest;
        }
    }

    private async Task<bool> AskAsync()
    {
        using var timer = new CancellationTokenSource(Patience, clock);
        try
        {
            await blocks.InfoAsync(role, timer.Token);
            return true;
        }
        catch (LedgerException)
        {
            return false;
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            return false;
        }
    }
}
