namespace EndToEnd.Tests.Running;

/// <summary>What a finished command left.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The exit code as expected, or a failure that shows what the command said.</summary>
    public CommandResult ShouldExitWith(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, $"output:\n{Output}\nerrors:\n{Errors}");
        return this;
    }
}
