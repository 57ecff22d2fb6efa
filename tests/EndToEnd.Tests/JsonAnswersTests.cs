namespace EndToEnd.Tests;

/// <summary>Every command's <c>--json</c>: one document on standard output, whatever happens.</summary>
public sealed class JsonAnswersTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [Trait(LedgerUnderTest.Trait, LedgerUnderTest.None)]
    [InlineData(2, "INVALID_INPUT", "up", "--base-port", "80")]
    [InlineData(2, "INVALID_INPUT", "up", "--config", "none.yaml", "--home", "HOME")]
    [InlineData(2, "INVALID_INPUT", "down", "--home", "")]
    [InlineData(2, "INVALID_INPUT", "status", "--nonsense", "1")]
    [InlineData(2, "INVALID_INPUT", "demo", "--flights", "-1")]
    [InlineData(2, "INVALID_INPUT", "settle")]
    [InlineData(5, "NOT_RUNNING", "settle", "--reading", "r", "--home", "HOME")]
    [InlineData(5, "NOT_RUNNING", "logs", "--home", "HOME")]
    [InlineData(2, "INVALID_INPUT", "logs", "--since", "yesterday", "--home", "HOME")]
    [InlineData(2, "INVALID_INPUT", "verify", "terms", "--file", "none", "--policy", "p", "--home", "HOME")]
    [InlineData(2, "INVALID_INPUT", "verify", "evidence", "--file", "none", "--claim", "c", "--home", "HOME")]
    [InlineData(5, "NOT_RUNNING", "audit", "export", "--out", "HOME/export", "--home", "HOME")]
    [InlineData(2, "INVALID_INPUT", "audit", "verify", "none")]
    [InlineData(2, "INVALID_INPUT", "network", "render", "--config", "none.yaml", "--home", "HOME")]
    [InlineData(5, "NOT_RUNNING", "network", "upgrade", "--home", "HOME")]
    [InlineData(2, "INVALID_INPUT", "audit")]
    [InlineData(2, "INVALID_INPUT", "nonsense")]
    public async Task AnyCommand_ThatCannotBeDone_PrintsTheErrorAsTheOneDocument(int exitCode, string code, params string[] arguments)
    {
        var result = (await InsureCommand.RunAsync([.. arguments.Select(word => word.Replace("HOME", _home.Path)), "--json"])).ShouldExitWith(exitCode);

        using var document = JsonDocument.Parse(result.Output);
        var error = document.RootElement.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe(code);
        error.GetProperty("exitCode").GetInt32().ShouldBe(exitCode);
        error.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        document.RootElement.EnumerateObject().Count().ShouldBe(1);
    }

    [Fact]
    [Trait(LedgerUnderTest.Trait, LedgerUnderTest.None)]
    public async Task DownAndStatus_NothingRuns_AreDocuments()
    {
        using var down = JsonDocument.Parse((await InsureCommand.RunAsync("down", "--home", _home.Path, "--json")).ShouldExitWith(0).Output);
        down.RootElement.GetProperty("stopped").GetInt32().ShouldBe(0);

        using var status = JsonDocument.Parse((await InsureCommand.RunAsync("status", "--home", _home.Path, "--json")).ShouldExitWith(5).Output);
        status.RootElement.GetProperty("up").GetBoolean().ShouldBeFalse();
        status.RootElement.GetProperty("processes").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    [Trait(LedgerUnderTest.Trait, LedgerUnderTest.DevLedger)]
    public async Task Commands_OfAConsortiumThatRuns_AreAsDocumentedAndLeadToOneAnother()
    {
        try
        {
            using var up = await AnswerAsync("up", "--base-port", "0");
            up.RootElement.GetProperty("alreadyUp").GetBoolean().ShouldBeFalse();
            var aurora = up.RootElement.GetProperty("organizations")[0];
            // On a machine that does much else an answer may take longer than a look at it.
            using var status = await Waiting.EventuallyAsync(() => AnswerAsync("status"), _ => true);
            status.RootElement.GetProperty("processes").EnumerateArray().Select(one => one.GetProperty("address").GetString())
                .ShouldContain(aurora.GetProperty("gateway").GetString());
            File.Exists(aurora.GetProperty("certificateAuthority").GetString()).ShouldBeTrue();
            File.Exists(Path.Combine(aurora.GetProperty("callers").GetString()!, "underwriter.crt")).ShouldBeTrue();

            using var clock = await AnswerAsync("clock");
            clock.RootElement.GetProperty("movable").GetBoolean().ShouldBeFalse();
            using var seed = await AnswerAsync("seed");
            seed.RootElement.GetProperty("made").GetInt32().ShouldBeGreaterThan(0);

            using var demo = await AnswerAsync("demo", "--flights", "2", "--losses", "2", "--keep");
            var policy = demo.RootElement.GetProperty("provenance").GetProperty("policyId").GetString()!;
            var insurer = demo.RootElement.GetProperty("provenance").GetProperty("insurerMspId").GetString()!;
            using var terms = Answer("verify terms", (await InsureCommand.RunAsync(
                "verify", "terms", "--insurer", insurer, "--policy", policy, "--file", Repository.ConsortiumFile, "--home", _home.Path, "--json")).ShouldExitWith(7));
            terms.RootElement.GetProperty("recorded").GetBoolean().ShouldBeFalse();
            var refused = (await InsureCommand.RunAsync("verify", "terms", "--insurer", insurer, "--policy", "none", "--file", Repository.ConsortiumFile, "--home", _home.Path, "--json")).ShouldExitWith(6);
            JsonDocument.Parse(refused.Output).RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe("POLICY_NOT_FOUND");

            using var export = await AnswerAsync("audit export", "--out", _home.File("export.audit"));
            export.RootElement.GetProperty("bytes").GetInt64().ShouldBe(new FileInfo(_home.File("export.audit")).Length);
            using var verified = Answer("audit verify", (await InsureCommand.RunAsync(
                "audit", "verify", export.RootElement.GetProperty("file").GetString()!, "--json")).ShouldExitWith(0));
            verified.RootElement[0].GetProperty("verified").GetBoolean().ShouldBeTrue();

            using var upgrade = await AnswerAsync("network upgrade");
            upgrade.RootElement.GetProperty("sequence").GetInt32().ShouldBe(upgrade.RootElement.GetProperty("formerSequence").GetInt32() + 1);
            using var backup = await AnswerAsync("backup", _home.File("whole.tar"));
            backup.RootElement.GetProperty("bytes").GetInt64().ShouldBe(new FileInfo(_home.File("whole.tar")).Length);
            using var stopped = await AnswerAsync("down");
            stopped.RootElement.GetProperty("stopped").GetInt32().ShouldBe(5);
            using var reset = await AnswerAsync("reset", "--keep-certificates", "--yes");
            reset.RootElement.GetProperty("removed").GetBoolean().ShouldBeTrue();
            using var again = new TemporaryHome();
            using var restored = Answer("restore", (await InsureCommand.RunAsync("restore", _home.File("whole.tar"), "--home", again.Path, "--json")).ShouldExitWith(0));
            restored.RootElement.GetProperty("height").GetUInt64().ShouldBe(backup.RootElement.GetProperty("height").GetUInt64());
            using var down = await AnswerAsync("down", "--wipe");
            down.RootElement.GetProperty("wiped").GetBoolean().ShouldBeTrue();
        }
        finally
        {
            await InsureCommand.RunAsync("down", "--home", _home.Path);
        }
    }

    [Fact]
    [Trait(LedgerUnderTest.Trait, LedgerUnderTest.None)]
    public async Task NetworkRender_Done_NamesFilesThatAreThere()
    {
        using var rendered = await AnswerAsync("network render", "--base-port", "20000");

        File.Exists(rendered.RootElement.GetProperty("configTx").GetString()).ShouldBeTrue();
        File.Exists(rendered.RootElement.GetProperty("chaincodes")[0].GetProperty("package").GetString()).ShouldBeTrue();
        rendered.RootElement.GetProperty("composeFile").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    [Trait(LedgerUnderTest.Trait, LedgerUnderTest.None)]
    public void Documents_HaveAnExampleOfEveryCommand() => DocumentedAnswer.All.Keys.Order(StringComparer.Ordinal).ShouldBe(
        ["audit export", "audit verify", "backup", "clock", "demo", "down", "network render", "network upgrade", "reset", "restore", "seed", "settle", "status", "up", "verify terms"]);

    private async Task<JsonDocument> AnswerAsync(string command, params string[] arguments) =>
        Answer(command, (await InsureCommand.RunAsync([.. command.Split(' '), .. arguments, "--home", _home.Path, "--json"])).ShouldExitWith(0));

    private static JsonDocument Answer(string command, CommandResult result) => DocumentedAnswer.ShouldBeAsDocumented(command, result.Output);
}
