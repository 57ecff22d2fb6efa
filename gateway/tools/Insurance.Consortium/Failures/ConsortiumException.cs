namespace Insurance.Consortium.Failures;

/// <summary>A failure the user can act on: one line that holds the cause and the remedy.</summary>
public sealed class ConsortiumException(int exitCode, string message, IReadOnlyList<string>? details = null)
    : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The stable name of the cause, for programs.</summary>
    /// <value>The exit code's; the ledger's own where it refused a call.</value>
    public string Code { get; init; } = ExitCodes.NameOf(exitCode);

    /// <summary>Lines to show below the message, for example the end of a log.</summary>
    public IReadOnlyList<string> Details { get; } = details ?? [];
}
