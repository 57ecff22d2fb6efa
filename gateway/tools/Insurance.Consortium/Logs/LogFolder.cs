namespace Insurance.Consortium.Logs;

/// <summary>The logs of a consortium's processes, those that run and those that ran.</summary>
public sealed class LogFolder(HomeDirectory home)
{
    private const string Extension = ".log";

    /// <summary>The names of all processes that have a log.</summary>
    public IReadOnlyList<string> Processes => Directory.Exists(home.Logs)
        ? [.. Directory.EnumerateFiles(home.Logs, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The logs of those that are named.</summary>
    /// <param name="names">Processes, or MSP ids, which name all processes of an organization; none: all.</param>
    /// <exception cref="ConsortiumException">Nothing has such a name.</exception>
    public IReadOnlyList<LogFiles> Find(IReadOnlyList<string> names)
    {
        var all = Processes;
        if (all.Count == 0)
        {
            throw new ConsortiumException(ExitCodes.NotRunning, $"{home.Logs} has no logs: nothing was started from {home.Path}");
        }

        if (names.FirstOrDefault(name => !all.Any(process => IsNamed(process, name))) is { } unknown)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"no process has the name '{unknown}', nor an organization's; choose {string.Join(", ", all)}");
        }

        return [.. all.Where(process => names.Count == 0 || names.Any(name => IsNamed(process, name))).Select(process => new LogFiles(process, home.Log(process)))];
    }

    private static bool IsNamed(string process, string name) =>
        process.Equals(name, StringComparison.OrdinalIgnoreCase) || process.EndsWith("-" + name, StringComparison.OrdinalIgnoreCase);
}
