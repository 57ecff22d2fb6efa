using System.Globalization;

namespace Insurance.Bench;

/// <summary>What the kernel says of a process.</summary>
internal static class ProcessFigures
{
    public static double ResidentMegabytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    /// <summary>Processor time of a process so far, milliseconds, in user mode and in the kernel.</summary>
    public static double ProcessorMilliseconds(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        // The command's name, in parentheses, may hold spaces.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        const int UserTime = 11;
        return (long.Parse(fields[UserTime], CultureInfo.InvariantCulture) + long.Parse(fields[UserTime + 1], CultureInfo.InvariantCulture)) * 10.0;
    }

    /// <summary>Time of all processors so far, in ticks: used by anything, and altogether.</summary>
    public static (double Busy, double Total) Machine()
    {
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        // The fourth and the fifth are idle time and waiting for a disk.
        return (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }

    public static string NameOf(int pid) => File.ReadAllText($"/proc/{pid}/comm").Trim();

    public static IEnumerable<int> Children(int pid) =>
        File.ReadAllText($"/proc/{pid}/task/{pid}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture));
}
