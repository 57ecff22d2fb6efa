namespace EndToEnd.Tests;

/// <summary>The ten lines of each reader in docs/use/start.md are run as they stand there, on a consortium of their own.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.DevLedger)]
public sealed partial class StartPageTests : IDisposable
{
    private readonly TemporaryHome _folder = new();
    private readonly Dictionary<string, string> _environment;

    public StartPageTests()
    {
        _environment = new() { ["INSURE_COMMAND"] = "./insure", ["INSURE_HOME"] = _folder.File("home") };

        // The lines begin in the repository's folder; other consortia of this machine may have the usual ports.
        File.CreateSymbolicLink(_folder.File("docs"), Path.Combine(Repository.Root, "docs"));
        File.WriteAllText(_folder.File("insure"), $"""
            #!/usr/bin/env bash
            [ "$1" = up ] && set -- "$@" --base-port 0
            exec '{Repository.InsureProgram}' "$@"
            """);
        File.SetUnixFileMode(_folder.File("insure"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("A broker")]
    [InlineData("An insurer")]
    [InlineData("A regulator")]
    [InlineData("An administrator")]
    public async Task Lines_OfAReader_GiveWhatTheySay(string reader)
    {
        var lines = LinesOf(reader);
        lines.Length.ShouldBeLessThanOrEqualTo(10);
        lines[0].ShouldBe("./insure up");
        try
        {
            (await ShellAsync(lines[0])).ShouldExitWith(0);
            var gateways = RunningProcess.Parse((await ShellAsync("./insure status --json")).ShouldExitWith(0).Output)
                .ToDictionary(process => process.Name, process => process.Address);

            var script = string.Join('\n', lines.Select((line, index) => $"{OnThisNetwork(line, gateways)}\nprintf '\\n<<%s {index}>>\\n' \"$?\""));
            var result = (await ShellAsync(script)).ShouldExitWith(0);

            var answers = Marker().Split(result.Output);
            for (var index = 0; index < lines.Length; index++)
            {
                var (answer, code) = (answers[2 * index], answers[(2 * index) + 1]);
                code.ShouldBe("0", $"{lines[index]}\n{answer}\n{result.Errors}");
                if (Expected().Match(lines[index]) is { Success: true } expected)
                {
                    answer.ShouldContain(expected.Groups[1].Value, Case.Sensitive, lines[index]);
                }
            }
        }
        finally
        {
            await ShellAsync("./insure down");
        }
    }

    private static string[] LinesOf(string reader)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "use", "start.md"));
        var section = page[page.IndexOf($"## {reader}\n", StringComparison.Ordinal)..];
        return Block().Match(section).Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string OnThisNetwork(string line, Dictionary<string, string> gateways) => Gateway().Replace(line, match =>
        match.Groups[1].Value + gateways.Single(gateway => gateway.Key.Contains("gateway", StringComparison.OrdinalIgnoreCase)
            && gateway.Key.Contains(match.Groups[2].Value, StringComparison.Ordinal)).Value);

    private Task<CommandResult> ShellAsync(string script) => ProgramRun.RunAsync("bash", _environment, "-c", $"cd '{_folder.Path}'\n{script}");

    [GeneratedRegex("```sh\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("\\n<<(\\d+) \\d+>>\\n")]
    private static partial Regex Marker();

    [GeneratedRegex(" # (.+)$")]
    private static partial Regex Expected();

    [GeneratedRegex("( I=(\\w+) G=)https://localhost:\\d+")]
    private static partial Regex Gateway();
}
