using System.Diagnostics;

namespace EndToEnd.Tests.Running;

/// <summary>Ends processes of a test's own consortium.</summary>
public static class Signals
{
    /// <summary>Without a chance to tidy up.</summary>
    public static async Task KillAsync(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>As an operator asks it to.</summary>
    public static async Task TerminateAsync(int pid)
    {
        using var process = Process.GetProcessById(pid);
        using (var kill = Process.Start("kill", ["-TERM", $"{pid}"]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
    }
}
