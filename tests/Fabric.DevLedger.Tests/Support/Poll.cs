namespace Fabric.DevLedger.Tests.Support;

/// <summary>Waits for what another thread brings about, with a bound.</summary>
internal static class Poll
{
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
        }
    }
}
