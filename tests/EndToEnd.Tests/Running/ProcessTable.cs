namespace EndToEnd.Tests.Running;

/// <summary>The kernel's list of processes, read without the product's help.</summary>
public static class ProcessTable
{
    /// <summary>A process and all that descend from it, as (id, start time) so that a reused id is not mistaken for it.</summary>
    public static IReadOnlyList<(int Pid, string Started)> Family(IEnumerable<int> roots)
    {
        var all = All();
        var family = new HashSet<int>(roots);
        var size = 0;
        while (size != family.Count)
        {
            size = family.Count;
            family.UnionWith(all.Where(process => family.Contains(process.Parent)).Select(process => process.Pid));
        }

        return [.. all.Where(process => family.Contains(process.Pid)).Select(process => (process.Pid, process.Started))];
    }

    public static IReadOnlyList<(int Pid, string Started)> StillAlive(IEnumerable<(int Pid, string Started)> processes) => Left<(int, string)>(() =>
    {
        var alive = All().Select(process => (process.Pid, process.Started)).ToHashSet();
        return [.. processes.Where(alive.Contains)];
    });

    /// <summary>Every process whose command line mentions a text, for example a state directory.</summary>
    public static IReadOnlyList<string> Mentioning(string text) => Left<string>(() =>
        [.. All().Select(process => CommandLine(process.Pid)).Where(command => command.Contains(text, StringComparison.Ordinal))]);

    /// <summary>True when this process was started with SIGINT ignored, which its children inherit.</summary>
    public static bool IgnoresInterrupt()
    {
        var mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim();
        return (Convert.ToUInt64(mask, 16) & 2) != 0;
    }

    public static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

    // What has done its last and is about to end may take the moment that the kernel needs for it.
    private static IReadOnlyList<T> Left<T>(Func<IReadOnlyList<T>> look)
    {
        for (var tries = 0; ; tries++)
        {
            if (look() is var left && (left.Count == 0 || tries == 20))
            {
                return left;
            }

            Thread.Sleep(25);
        }
    }

    private static List<(int Pid, int Parent, string Started)> All()
    {
        var all = new List<(int, int, string)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                continue;
            }

            try
            {
                var text = File.ReadAllText(Path.Combine(directory, "stat"));
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] != "Z")
                {
                    all.Add((pid, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[19]));
                }
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return all;
    }
}
