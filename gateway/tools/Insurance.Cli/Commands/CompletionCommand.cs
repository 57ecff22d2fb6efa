namespace Insurance.Cli.Commands;

/// <summary><c>insure completion</c>: the words that come next, in the user's own shell.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong(Shells);
        var command = new Command("completion", "Prints a script that completes commands, options, methods, fields, organizations and callers; for bash: eval \"$(insure completion bash)\"") { shell };
        command.SetAction((result, _) => CommandRunner.RunAsync(result, (_, _) =>
        {
            Console.Write(Script(result.GetValue(shell)!));
            return Task.FromResult(ExitCodes.Success);
        }));
        return command;
    }

    private static string Script(string shell)
    {
        using var reader = new StreamReader(typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion/{shell}")!);
        return reader.ReadToEnd();
    }
}
