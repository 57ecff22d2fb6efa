namespace Insurance.Demo;

/// <summary>
/// What one organization's gateway has answered is in that organization's peer; the others receive the same block a moment
/// later. Whoever goes on through another gateway waits until the record is there as well.
/// </summary>
internal static class CatchUp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Repeats a call while the record is missing, with the code that says so.</summary>
    public static async Task<T> OnAsync<T>(string missing, Func<AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (RpcException exception) when (RpcFailure.Reason(exception) == missing && TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    /// <summary>Waits until a ledger is as high as the others; past the patience, what is asked of it next may be a block old.</summary>
    public static async Task ToHeightAsync(Ledger.LedgerClient behind, IEnumerable<Ledger.LedgerClient> ahead, CancellationToken cancellationToken)
    {
        var heights = await Task.WhenAll(ahead.Select(ledger => HeightAsync(ledger, cancellationToken)));
        var started = TimeProvider.System.GetTimestamp();
        while (await HeightAsync(behind, cancellationToken) < heights.Max() && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static async Task<ulong> HeightAsync(Ledger.LedgerClient ledger, CancellationToken cancellationToken) =>
        (await ledger.GetLedgerInfoAsync(new GetLedgerInfoRequest(), InsurerDesk.Within(cancellationToken))).Height;
}
