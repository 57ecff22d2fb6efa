namespace Insurance.Consortium.Processes;

/// <summary>
/// A process that cannot be mistaken for a later one with the same number: the kernel's start time, in clock ticks since
/// boot, and the boot itself go with the id.
/// </summary>
public readonly record struct ProcessIdentity(int Pid, long StartTicks, string BootId)
{
    private static readonly Lazy<string> CurrentBoot = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    /// <summary>Of what has no process: never alive, and written to the state file as others are.</summary>
    public static ProcessIdentity None { get; } = new(0, 0, "");

    /// <summary>The identity of a living process; null when there is none.</summary>
    public static ProcessIdentity? Of(int pid) =>
        ReadStat(pid) is { State: not 'Z' } stat ? new ProcessIdentity(pid, stat.StartTicks, CurrentBoot.Value) : null;

    public bool IsAlive => Of(Pid) == this;

    /// <summary>Resident memory in bytes; null when the process is gone.</summary>
    public long? ResidentBytes()
    {
        try
        {
            var line = File.ReadLines($"/proc/{Pid}/status").FirstOrDefault(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is not null && IsAlive ? long.Parse(line.AsSpan(6, line.Length - 9), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024 : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Whether this process was started to outlive its terminal, as nohup does.</summary>
    public static bool IgnoresHangUp()
    {
        const ulong HangUp = 1;
        try
        {
            var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("SigIgn:", StringComparison.Ordinal));
            return (ulong.Parse(line.AsSpan(7).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & HangUp) != 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Every living process of the session that this process leads or led: itself and what it started.</summary>
    public static IReadOnlyList<ProcessIdentity> InSession(int sessionId)
    {
        var members = new List<ProcessIdentity>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && ReadStat(pid) is { State: not 'Z' } stat
                && stat.Session == sessionId)
            {
                members.Add(new ProcessIdentity(pid, stat.StartTicks, CurrentBoot.Value));
            }
        }

        return members;
    }

    private static (char State, int Session, long StartTicks)? ReadStat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            // The name in parentheses may itself hold spaces and parentheses; what follows the last one is fixed.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], int.Parse(fields[3], CultureInfo.InvariantCulture), long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
