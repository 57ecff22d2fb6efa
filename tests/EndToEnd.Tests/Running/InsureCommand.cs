using System.Diagnostics;

namespace EndToEnd.Tests.Running;

/// <summary>Runs <c>insure</c> as a user does.</summary>
public static class InsureCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    public static async Task<CommandResult> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
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
            throw new TimeoutException($"insure {string.Join(' ', arguments)} did not end within {Patience}.");
        }
    }

    /// <summary>For a test that does something while the command runs.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Repository.InsureProgram, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // The user's own consortium has nothing to do with the tests.
        start.Environment.Remove("INSURE_HOME");
        foreach (var name in new[] { "INSURE_DEVLEDGER", "INSURE_GATEWAY", "INSURE_CHAINCODE" })
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
