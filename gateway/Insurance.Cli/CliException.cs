namespace Insurance.Cli;

/// <summary>A failure the user can act on: one line that holds the cause and the remedy.</summary>
internal sealed class CliException(int exitCode, string message, IReadOnlyList<string>? details = null)
    : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Lines to show below the message, for example the end of a log.</summary>
    public IReadOnlyList<string> Details { get; } = details ?? [];
}
