namespace Assurance.Damage;

/// <summary>DevLedger ended instead of serving.</summary>
internal sealed class LedgerRefusal(int exitCode, string message) : Exception(message)
{
    /// <summary>The exit code for damaged data, of docs/operate/devledger.md.</summary>
    public const int Damaged = 3;

    public int ExitCode { get; } = exitCode;
}
