namespace Insurance.Consortium.Processes;

/// <summary>Reads a log that another process is still writing.</summary>
internal static class LogTail
{
    private const int LongestLine = 400;

    /// <summary>The end of a log without stack frames, which say nothing to a user and would push out the message.</summary>
    public static IReadOnlyList<string> LastLines(string path, int count)
    {
        try
        {
            return
            [
                .. WithoutStack(Read(path).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
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

    /// <summary>A Go program that panics says why in one line, and then where in very many.</summary>
    private static IEnumerable<string> WithoutStack(string[] lines)
    {
        var panic = Array.FindLastIndex(lines, line => line.StartsWith("panic: ", StringComparison.Ordinal) || line.StartsWith("fatal error: ", StringComparison.Ordinal));
        var stack = panic < 0 ? -1 : Array.FindIndex(lines, panic, line => line.StartsWith("goroutine ", StringComparison.Ordinal));
        return stack < 0 ? lines : lines.Take(stack);
    }

    private static string Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
