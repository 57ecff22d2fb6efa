namespace EndToEnd.Tests;

/// <summary>What those meet who use the command for the first time.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.DevLedger)]
public sealed class FirstContactTests : IDisposable
{
    private static readonly Dictionary<string, string> Called = new() { ["INSURE_COMMAND"] = Repository.InsureProgram };
    private readonly TemporaryHome _folder = new();

    private string Home => _folder.File("my home's");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Up_DirectoryWithASpace_PrintsCommandsThatRunAndKeepsItsPorts()
    {
        try
        {
            var up = (await InsureCommand.RunAsync(Called, "up", "--home", Home, "--base-port", "0")).ShouldExitWith(0);
            var curl = up.Output[up.Output.IndexOf("curl ", StringComparison.Ordinal)..up.Output.IndexOf("As gRPC", StringComparison.Ordinal)];
            (await ShellAsync(curl)).ShouldExitWith(0).Output.ShouldStartWith("{");
            var next = up.Output[up.Output.IndexOf("Next:", StringComparison.Ordinal)..].Split('\n', StringSplitOptions.TrimEntries);
            (await ShellAsync(next.Single(line => line.Contains(" status", StringComparison.Ordinal)))).ShouldExitWith(0);
            var addresses = await AddressesAsync();

            // Another file than that of the consortium that runs has no effect; the same has none that is missed.
            var other = _folder.File("other.yaml");
            await File.WriteAllTextAsync(other, (await File.ReadAllTextAsync(Repository.ConsortiumFile)).Replace("name: Aurora Insurance", "name: Dawn Insurance"));
            (await InsureCommand.RunAsync(Called, "up", "--home", Home, "--config", other)).ShouldExitWith(2).Errors.ShouldContain(other);
            (await InsureCommand.RunAsync(Called, "up", "--home", Home, "--config", Repository.ConsortiumFile)).ShouldExitWith(0).Output.ShouldContain("already up");

            (await ShellAsync(next.Single(line => line.Contains(" down", StringComparison.Ordinal)))).ShouldExitWith(0).Output.ShouldContain("Stopped");
            (await InsureCommand.RunAsync(Called, "up", "--home", Home)).ShouldExitWith(0);
            (await AddressesAsync()).ShouldBe(addresses);
        }
        finally
        {
            await InsureCommand.RunAsync("down", "--home", Home);
        }
    }

    [Fact]
    public async Task Demo_ItsTerminalIsClosed_LeavesNoProcess()
    {
        // Whoever runs the tests may have had the signal ignored.
        using var demo = ProgramRun.Start(
            "env", new Dictionary<string, string>(), "--default-signal=HUP", Repository.InsureProgram, "demo", "--home", Home, "--base-port", "0");
        try
        {
            while (await demo.StandardError.ReadLineAsync() is { } line && !line.Contains("waiting until they answer", StringComparison.Ordinal))
            {
            }

            using (var hangUp = Process.Start("kill", ["-HUP", $"{demo.Id}"]))
            {
                await hangUp.WaitForExitAsync();
            }

            await demo.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);

            demo.ExitCode.ShouldBe(130);
            ProcessTable.Mentioning(Home).ShouldBeEmpty();
        }
        finally
        {
            await InsureCommand.RunAsync("down", "--home", Home);
        }
    }

    [Theory]
    [InlineData("status --home none >/dev/full 2>&1", 5)]
    [InlineData("status --help >/dev/full 2>&1", 3)]
    [InlineData("nonsense >/dev/full 2>&1", 3)]
    [InlineData("up --base-port 0 --home none --config none >/dev/full 2>&1", 2)]
    [InlineData("up --base-port 0 --home none --config /dev/zero", 2)]
    [InlineData("status --home @none", 5)]
    [InlineData("audit verify --nonsense", 2)]
    public async Task AnyCommand_OutputThatCannotBeWrittenOrFileThatNeverEnds_EndsWithACode(string command, int code)
    {
        var result = await ShellAsync($"cd {_folder.Path} && {Repository.InsureProgram} {command}");

        // 3 where nothing can be said; a code of its own where the file itself is at fault.
        new[] { code, 3 }.ShouldContain(result.ExitCode, result.Output + result.Errors);
        result.Errors.ShouldNotContain("   at ");
        if (!command.Contains("/dev/full", StringComparison.Ordinal))
        {
            result.ExitCode.ShouldBe(code, result.Errors);
        }
    }

    [Fact]
    public async Task Status_DirectoryThatCannotBeRead_DoesNotSayThatNothingRuns()
    {
        // A link to itself: nobody, whatever his rights, can know what is in it.
        var loop = _folder.File("loop");
        File.CreateSymbolicLink(loop, loop);

        var result = (await InsureCommand.RunAsync("status", "--home", Path.Combine(loop, "home"))).ShouldExitWith(3);

        result.Errors.ShouldContain("STATE_FILE_UNREADABLE");
        result.Output.ShouldBeEmpty();
    }

    private static Task<CommandResult> ShellAsync(string command) => ProgramRun.RunAsync("bash", Called, "-c", command);

    private async Task<IEnumerable<(string Name, string Address)>> AddressesAsync() =>
        RunningProcess.Parse((await InsureCommand.RunAsync("status", "--home", Home, "--json")).ShouldExitWith(0).Output)
            .Select(process => (process.Name, process.Address)).Order().ToList();
}
