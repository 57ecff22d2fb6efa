namespace Fabric.DevLedger.Storage;

/// <summary>Raised once, by whoever finds the ledger damaged while it is in use: nothing more may be served from it.</summary>
internal sealed class DamageAlarm : IDisposable
{
    private readonly CancellationTokenSource _raised = new();
    private string? _message;

    /// <summary>Cancelled when the alarm is raised.</summary>
    public CancellationToken Raised => _raised.Token;

    /// <summary>What was found first; null while nothing was.</summary>
    public string? Message => Volatile.Read(ref _message);

    public void Raise(string message)
    {
        if (Interlocked.CompareExchange(ref _message, message, null) is null)
        {
            // Whoever waits for it must not run inside of SQLite's caller.
            _ = _raised.CancelAsync();
        }
    }

    public void Dispose() => _raised.Dispose();
}
