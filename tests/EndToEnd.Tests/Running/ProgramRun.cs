namespace EndToEnd.Tests.Running;

/// <summary>Runs a program to its end.</summary>
public static class ProgramRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static async Task<CommandResult> RunAsync(string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(program, environment, arguments);
        return await EndAsync(process, $"{Path.GetFileName(program)} {string.Join(' ', arguments)}");
    }

    public static async Task<CommandResult> EndAsync(Process process, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            // Ends only when nobody holds the pipes any more: a process that inherited them would show here.
            return new CommandResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{what} did not end within {Patience}.");
        }
    }

    public static Process Start(string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // The user's own consortium has nothing to do with the tests.
        foreach (var name in new[] { "INSURE_HOME", "INSURE_DEVLEDGER", "INSURE_GATEWAY", "INSURE_CHAINCODE", "INSURE_FABRIC_CHAINCODE" })
        {
            start.Environment.Remove(name);
        }

        start.Environment["INSURE_NETWORK"] = LedgerUnderTest.Network;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
