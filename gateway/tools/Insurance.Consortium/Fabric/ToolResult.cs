namespace Insurance.Consortium.Fabric;

/// <summary>How one of Fabric's command line tools ended.</summary>
public sealed record ToolResult(string Command, int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>Its own words for what went wrong, in one line.</summary>
    public string Problem
    {
        get
        {
            var lines = $"{Output}\n{Error}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var line = lines.LastOrDefault(text => text.StartsWith("Error", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? $"exit code {ExitCode}";
            return line.StartsWith("Error: ", StringComparison.Ordinal) ? line[7..] : line;
        }
    }

    /// <summary>Nobody answered, as opposed to an answer that says no.</summary>
    public bool IsSilence => Says("failed to create") || Says("connection refused") || Says("context deadline exceeded") || Says("code = Unavailable");

    public bool Says(string text) => Output.Contains(text, StringComparison.OrdinalIgnoreCase) || Error.Contains(text, StringComparison.OrdinalIgnoreCase);
}
