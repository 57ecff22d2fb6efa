namespace EndToEnd.Tests.Running;

/// <summary>Looks for a text in everything that a consortium keeps: blocks, state, private data, logs, configuration.</summary>
internal static class FileSearch
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>The files below a folder that hold a text, as it is or in one case. Locks, which hold nothing and let nobody read, are left out.</summary>
    public static IReadOnlyList<string> Holding(string folder, string text)
    {
        byte[][] patterns = [Encoding.UTF8.GetBytes(text.ToLowerInvariant()), Encoding.UTF8.GetBytes(text.ToUpperInvariant()), Encoding.UTF8.GetBytes(text)];
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).Equals("lock", StringComparison.OrdinalIgnoreCase) && Holds(file, patterns))];
    }

    private static bool Holds(string file, byte[][] patterns)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var overlap = patterns.Max(pattern => pattern.Length) - 1;
            var buffer = new byte[ChunkBytes + overlap];
            var kept = 0;
            int read;
            while ((read = stream.Read(buffer, kept, ChunkBytes)) > 0)
            {
                var filled = buffer.AsSpan(0, kept + read);
                foreach (var pattern in patterns)
                {
                    if (filled.IndexOf(pattern) >= 0)
                    {
                        return true;
                    }
                }

                kept = Math.Min(overlap, filled.Length);
                filled[^kept..].CopyTo(buffer);
            }

            return false;
        }
        catch (FileNotFoundException)
        {
            // Ledgers compact their files while they run.
            return false;
        }
    }
}
