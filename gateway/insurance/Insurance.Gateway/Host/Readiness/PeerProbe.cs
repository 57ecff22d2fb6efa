namespace Insurance.Gateway.Host.Readiness;

/// <summary>Whether the peer answers every identity, its ledger can be written where it says, and so can the gateway's own files.</summary>
internal sealed class PeerProbe(LedgerIdentities identities, IPeerHealth? peer, StateFolderProbe folder, TimeProvider clock)
{
    /// <summary>The problem of a peer that does not answer.</summary>
    public const string NoAnswer = "the ledger does not answer";

    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly Lock _gate = new();
    private Task<string?>? _latest;
    private long _asked;

    /// <summary>Whether the gateway can do what it is for.</summary>
    public async Task<bool> IsReadyAsync() => await ProblemAsync() is null;

    /// <summary>What keeps the gateway from its work, or <c>null</c>; asked now or in the last second.</summary>
    public Task<string?> ProblemAsync()
    {
        lock (_gate)
        {
            if (_latest is null || (_latest.IsCompleted && clock.GetElapsedTime(_asked) > Remembered))
            {
                _asked = clock.GetTimestamp();
                _latest = AskAsync();
            }

            return _latest;
        }
    }

    private async Task<string?> AskAsync()
    {
        using var timer = new CancellationTokenSource(Patience, clock);
        try
        {
            return await identities.ProblemAsync(timer.Token)
                ?? (peer is null ? null : await peer.ProblemAsync(timer.Token))
                ?? (folder.IsWritable() ? null : "the gateway's own files cannot be written");
        }
        catch (LedgerException)
        {
            return NoAnswer;
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            return NoAnswer;
        }
    }
}
