using System.Runtime.InteropServices;

namespace Insurance.Consortium.Processes;

/// <summary>Stops processes by identity: a polite signal, then the hard one for whoever is left, their children included.</summary>
internal static partial class ProcessStopper
{
    private const int Terminate = 15;
    private const int Kill = 9;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns those that needed the hard signal.</summary>
    public static async Task<IReadOnlyList<ProcessIdentity>> StopAsync(
        IReadOnlyCollection<ProcessIdentity> processes,
        TimeSpan grace,
        CancellationToken cancellationToken = default)
    {
        foreach (var process in processes)
        {
            Signal(process, Terminate);
        }

        var deadline = TimeProvider.System.GetTimestamp();
        while (Remaining(processes).Count > 0 && TimeProvider.System.GetElapsedTime(deadline) < grace)
        {
            await Task.Delay(Pause, cancellationToken);
        }

        var killed = Remaining(processes);
        foreach (var process in killed)
        {
            Signal(process, Kill);
        }

        while (Remaining(processes).Count > 0 && TimeProvider.System.GetElapsedTime(deadline) < grace * 2)
        {
            await Task.Delay(Pause, cancellationToken);
        }

        return killed;
    }

    /// <summary>The given processes and every member of their sessions that still lives.</summary>
    public static IReadOnlyList<ProcessIdentity> Remaining(IEnumerable<ProcessIdentity> processes)
    {
        var result = new HashSet<ProcessIdentity>();
        foreach (var process in processes)
        {
            if (process.IsAlive)
            {
                result.Add(process);
            }

            // A session keeps its leader's number for as long as it has members, so the number cannot be another's by now,
            // unless a new process took it and made a session: then that process itself carries the number.
            var members = ProcessIdentity.InSession(process.Pid);
            if (members.All(member => member.Pid != process.Pid || member == process))
            {
                result.UnionWith(members.Where(member => member.StartTicks >= process.StartTicks && member.BootId == process.BootId));
            }
        }

        return [.. result];
    }

    private static void Signal(ProcessIdentity process, int signal)
    {
        if (process.IsAlive)
        {
            // A process that ended a moment ago is what we want anyhow.
            _ = SendSignal(process.Pid, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
