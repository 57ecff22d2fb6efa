namespace Insurance.Cli.Tests.Commands;

/// <summary>What <c>--json</c> promises of every command: one document on standard output, and errors as one.</summary>
public sealed class CommandOutputTests
{
    private readonly StringWriter _written = new();

    [Fact]
    public void Write_ForPrograms_IsTheDocumentAloneWithNothingEscapedThatNeedNotBe()
    {
        Output(isJson: true).Write(new { Name = "Måne's <café>", Nothing = (string?)null }, text => text.WriteLine("for people"));

        _written.ToString().ShouldContain("Måne's <café>");
        using var document = JsonDocument.Parse(_written.ToString());
        document.RootElement.GetProperty("nothing").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Write_ForPeople_IsTheTextAlone()
    {
        Output(isJson: false).Write(new { Name = "n" }, text => text.WriteLine("for people"));

        _written.ToString().ShouldBe("for people" + Environment.NewLine);
    }

    [Theory]
    [InlineData(ExitCodes.InvalidInput, "INVALID_INPUT")]
    [InlineData(ExitCodes.NotRunning, "NOT_RUNNING")]
    [InlineData(ExitCodes.Failure, "FAILURE")]
    [InlineData(ExitCodes.Interrupted, "INTERRUPTED")]
    public async Task RunAsync_RefusalForPrograms_IsADocumentWithTheSameExitCode(int exitCode, string code)
    {
        var ended = await CommandRunner.RunAsync(Output(isJson: true), _ => throw new ConsortiumException(exitCode, "it's \"wrong\"", ["first", "second"]));

        ended.ShouldBe(exitCode);
        using var document = JsonDocument.Parse(_written.ToString());
        var error = document.RootElement.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe(code);
        error.GetProperty("exitCode").GetInt32().ShouldBe(exitCode);
        error.GetProperty("message").GetString().ShouldBe("it's \"wrong\"");
        error.GetProperty("details").EnumerateArray().Select(line => line.GetString()).ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task RunAsync_FaultForPrograms_IsADocumentToo()
    {
        (await CommandRunner.RunAsync(Output(isJson: true), _ => throw new InvalidOperationException("oops"))).ShouldBe(ExitCodes.Failure);

        using var document = JsonDocument.Parse(_written.ToString());
        document.RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe("UNEXPECTED");
    }

    [Fact]
    public async Task RunAsync_RefusalAfterTheDocument_AddsNoSecondOne()
    {
        var output = Output(isJson: true);

        var ended = await CommandRunner.RunAsync(output, _ =>
        {
            output.Write(new { Verified = false }, _ => { });
            throw new ConsortiumException(ExitCodes.DemoFailed, "not verified");
        });

        ended.ShouldBe(ExitCodes.DemoFailed);
        using var document = JsonDocument.Parse(_written.ToString());
        document.RootElement.GetProperty("verified").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData(true, "status", "--json")]
    [InlineData(true, "--json", "status")]
    [InlineData(true, "audit", "verify", "--json")]
    [InlineData(true, "status", "--nonsense", "--json")]
    [InlineData(false, "status")]
    [InlineData(false, "status", "--json", "false")]
    public void Of_CommandLine_IsForProgramsWhereverTheOptionStands(bool isJson, params string[] words)
    {
        var root = new RootCommand { new Command("status"), new Command("audit", "") { new Command("verify") }, CommonOptions.Json };

        CommandOutput.Of(CommandLine.Parse(root, words)).IsJson.ShouldBe(isJson);
    }

    private CommandOutput Output(bool isJson) => new(isJson, new TextPage(_written, Screen.Endless));
}
