namespace Insurance.Consortium.Logs;

/// <summary>The log files of one process, the current one and those that were full or of an earlier start.</summary>
/// <param name="process">Whose.</param>
/// <param name="file">The current one.</param>
public sealed class LogFiles(string process, string file)
{
    private const int LineFeed = '\n';
    private DateTimeOffset? _last;
    private long _position;

    public string Process => process;

    /// <summary>The lines there are, in order: at least the newest so many, and all since a moment.</summary>
    /// <param name="lines">How many are wanted; null: all.</param>
    /// <param name="since">Since when; null: from the beginning.</param>
    public IReadOnlyList<LogLine> Read(int? lines, DateTimeOffset? since)
    {
        var found = new List<LogLine>();
        // The oldest first would read files that nobody asks for.
        for (var generation = 0; generation <= LogRotation.Generations; generation++)
        {
            var older = ReadFile(generation == 0 ? file : string.Create(CultureInfo.InvariantCulture, $"{file}.{generation}"), 0, null, out var end);
            if (generation == 0)
            {
                _position = end;
            }

            found.InsertRange(0, older);
            if (found.Count >= lines || found.FirstOrDefault()?.Time < since)
            {
                break;
            }
        }

        _last = found.LastOrDefault()?.Time;
        return [.. found.Where(line => since is null || line.Time >= since)];
    }

    /// <summary>The whole lines that came since the last look.</summary>
    public IReadOnlyList<LogLine> ReadOn()
    {
        var came = new List<LogLine>();
        if (Length() < _position)
        {
            // A new file was begun; the rest of the former one is in the first of the full ones.
            came.AddRange(ReadFile(file + ".1", _position, _last, out _));
            _position = 0;
        }

        came.AddRange(ReadFile(file, _position, came.LastOrDefault()?.Time ?? _last, out _position));
        _last = came.LastOrDefault()?.Time ?? _last;
        return came;
    }

    private long Length()
    {
        var info = new FileInfo(file);
        return info.Exists ? info.Length : 0;
    }

    /// <param name="path">The file; there may be none.</param>
    /// <param name="from">The byte to begin at.</param>
    /// <param name="before">The time of the line before.</param>
    /// <param name="end">After the last whole line.</param>
    private List<LogLine> ReadFile(string path, long from, DateTimeOffset? before, out long end)
    {
        end = from;
        byte[] bytes;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            bytes = new byte[Math.Max(0, stream.Length - from)];
            stream.Position = from;
            bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }

        // What follows the last line feed may be half a line.
        var whole = Array.LastIndexOf(bytes, (byte)LineFeed) + 1;
        end += whole;
        var lines = new List<LogLine>();
        foreach (var text in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            lines.Add(new LogLine(process, text.TrimEnd('\r'), before));
            before = lines[^1].Time;
        }

        return lines;
    }
}
