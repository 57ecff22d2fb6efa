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

    /// <summary>Lets a process stand still until it is continued.</summary>
    public static Task PauseAsync(int pid) => SendAsync("STOP", pid);

    public static Task ContinueAsync(int pid) => SendAsync("CONT", pid);

    /// <summary>As an operator asks it to.</summary>
    public static async Task TerminateAsync(int pid)
    {
        using var process = Process.GetProcessById(pid);
        await SendAsync("TERM", pid);
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
    }

    private static async Task SendAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", ["-" + signal, $"{pid}"]);
        await kill.WaitForExitAsync();
    }
}
