namespace EndToEnd.Tests.Running;

/// <summary>Runs <c>insure</c> as a user does.</summary>
public static class InsureCommand
{
    public static Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    public static Task<CommandResult> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        ProgramRun.RunAsync(Repository.InsureProgram, environment, arguments);

    /// <summary>For a test that does something while the command runs.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        ProgramRun.Start(Repository.InsureProgram, environment, arguments);
}
