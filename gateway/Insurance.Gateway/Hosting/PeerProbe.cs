using Insurance.Gateway.Ledger;
using Insurance.Gateway.Provenance;

namespace Insurance.Gateway.Hosting;

/// <summary>Whether the peer answers.</summary>
public sealed class PeerProbe(BlockSource blocks, string role, TimeProvider clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);
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
                latest = AskAsync(Patience, CancellationToken.None);
            }

            return latest;
        }
    }

    /// <summary>Waits until the peer answers.</summary>
    /// <returns>False when it did not in time.</returns>
    public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        while (!await AskAsync(Patience, cancellationToken))
        {
            if (clock.GetElapsedTime(begun) > limit)
            {
                return false;
            }

            await Task.Delay(BetweenTries, clock, cancellationToken);
        }

        return true;
    }

    private async Task<bool> AskAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await blocks.InfoAsync(role, either.Token);
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
