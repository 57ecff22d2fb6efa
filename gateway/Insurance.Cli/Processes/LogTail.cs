namespace Insurance.Cli.Processes;

/// <summary>Reads a log that another process is still writing.</summary>
internal static class LogTail
{
    private const int LongestLine = 400;

    /// <summary>The end of a log without stack frames, which tell a user nothing and would push out the message.</summary>
    public static IReadOnlyList<string> LastLines(string path, int count)
    {
        try
        {
            return
            [
                .. Read(path).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Where(line => !line.StartsWith("at ", StringComparison.Ordinal))
                    .TakeLast(count)
                    .Select(line => line.Length > LongestLine ? line[..LongestLine] + "…" : line),
            ];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>The first whole line that begins with a prefix; null while there is none.</summary>
    public static string? FindLine(string path, string prefix)
    {
        try
        {
            var lines = Read(path).Split('\n');
            // What follows the last line feed may be half a line.
            return lines.SkipLast(1).FirstOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
