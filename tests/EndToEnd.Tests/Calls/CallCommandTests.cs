namespace EndToEnd.Tests.Calls;

/// <summary><c>insure call</c> on a consortium that runs.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class CallCommandTests(ConsortiumFixture fixture) : IDisposable
{
    private readonly TemporaryHome _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryMethod_WithoutAnything_IsAnsweredByTheGatewayOrByItsRefusal()
    {
        var methods = JsonNode.Parse((await CallAsync("--list", "--json")).ShouldExitWith(0).Output)!.AsArray();

        methods.Count.ShouldBeGreaterThan(50);
        foreach (var method in methods.Where(method => !method!["streams"]!.GetValue<bool>() && method["name"]!.GetValue<string>() != "Holders/GetHolderView"))
        {
            var result = await CallAsync(method!["name"]!.GetValue<string>(), "--org", TestConsortium.Aurora);

            new[] { 0, 6 }.ShouldContain(result.ExitCode, $"{method["name"]}: {result.Output}{result.Errors}");
            result.Errors.ShouldNotContain("UNEXPECTED");
            result.Errors.ShouldNotContain("ROLE_NOT_ALLOWED");
            if (result.ExitCode == 0)
            {
                JsonNode.Parse(result.Output).ShouldNotBeNull();
            }
            else
            {
                // A code, and a sentence.
                result.Errors.ShouldMatch(@"error: [A-Z_]{4,}( \([\w.\[\]]+\))?: .* ");
            }
        }
    }

    [Fact]
    public async Task Write_RepeatedWithTheRequestIdThatWasMade_IsDoneOnce()
    {
        var id = fixture.NewId("party");
        string[] words = ["Parties/RegisterParty", $"partyId={id}", "personalData.fullName=Ada Lovelace", "--org", TestConsortium.Aurora];

        var first = (await CallAsync(words)).ShouldExitWith(0);
        var made = first.Errors.Split([' ', '\n']).Single(word => word.StartsWith("requestId=", StringComparison.Ordinal));
        var again = (await CallAsync([.. words, made])).ShouldExitWith(0);
        var anew = (await CallAsync(words)).ShouldExitWith(6);

        JsonNode.Parse(again.Output)!["registered"]!.ToJsonString().ShouldBe(JsonNode.Parse(first.Output)!["registered"]!.ToJsonString());
        again.Errors.ShouldBeEmpty();
        anew.Errors.ShouldContain("error: ALREADY_EXISTS");
    }

    [Fact]
    public async Task Request_FromAFileOrStandardInput_TakesFieldsOverIt()
    {
        var (one, two) = (fixture.NewId("party"), fixture.NewId("party"));
        var file = _folder.File("party.json");
        await File.WriteAllTextAsync(file, $$"""{"partyId":"{{one}}","personalData":{"fullName":"Ada Lovelace"} }""");

        (await CallAsync("Parties/RegisterParty", "@" + file, "--org", TestConsortium.Aurora)).ShouldExitWith(0);
        var piped = await ProgramRun.RunAsync(
            "bash", new Dictionary<string, string>(), "-c", $"{Repository.InsureProgram} call Parties/RegisterParty - partyId={two} --org {TestConsortium.Aurora} --home {fixture.Consortium.Home} <{file}");

        JsonNode.Parse(piped.ShouldExitWith(0).Output)!["partyId"]!.GetValue<string>().ShouldBe(two);
        var got = (await CallAsync("Parties/GetParty", $"partyId={one}", "--org", TestConsortium.Aurora)).ShouldExitWith(0);
        JsonNode.Parse(got.Output)!["partyId"]!.GetValue<string>().ShouldBe(one);
    }

    [Fact]
    public async Task Refusal_OfAField_HasCodeFieldAndSentence()
    {
        var result = (await CallAsync("Policies/GetPolicy", "policyId=", "--org", TestConsortium.Aurora)).ShouldExitWith(6);

        result.Errors.ShouldMatch(@"^error: [A-Z_]+ \(policyId\): \S.*\n$");
        result.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("UNKNOWN_FIELD", "Policies/GetPolicy", "polcyId=x")]
    [InlineData("METHOD_UNKNOWN", "Policies/GetPolcy")]
    [InlineData("ORGANIZATION_MISSING", "Products/OpenProduct", "productId=x")]
    [InlineData("ORGANIZATION_UNKNOWN", "Policies/GetPolicy", "--org", "AuroraMPS")]
    [InlineData("CALLER_UNKNOWN", "Policies/GetPolicy", "--as", "auditer")]
    [InlineData("TOKEN_MISSING", "Holders/GetHolderView", "--org", TestConsortium.Aurora)]
    [InlineData("FILE_MISSING", "Policies/GetPolicy", "@nowhere.json")]
    [InlineData("REQUEST_TOO_LARGE", "Policies/GetPolicy", "@/dev/zero")]
    [InlineData("--count", "Policies/GetPolicy", "--count", "1")]
    [InlineData("--table", "Events/Subscribe", "--table")]
    [InlineData("--polcy", "Policies/GetPolicy", "--polcy")]
    public async Task CommandLine_ThatIsWrong_ExitsWithTwoAndSaysWhat(string says, params string[] words) =>
        (await CallAsync(words)).ShouldExitWith(2).Errors.ShouldContain(says);

    [Theory]
    [InlineData("--help")]
    [InlineData("--describe")]
    public async Task Help_AfterAMethod_HasItsFieldsAndCallsNothing(string option)
    {
        var help = (await InsureCommand.RunAsync("call", "Claims/ConfirmClaim", option)).ShouldExitWith(0).Output;

        help.ShouldContain("Called by: claims-handler of insurers");
        help.Split('\n').ShouldContain(line => line.Contains("confirm", StringComparison.Ordinal) && line.Contains("bool", StringComparison.Ordinal) && line.Contains("False: rejects.", StringComparison.Ordinal));
        (await InsureCommand.RunAsync("call", "Claims/ConfrmClaim", option)).ShouldExitWith(2).Errors.ShouldContain("did you mean ConfirmClaim?");
    }

    [Theory]
    [InlineData("settle")]
    [InlineData("caller", "add")]
    [InlineData("backup")]
    public async Task Help_OfACommandWithoutItsOtherWords_SaysWhatTheyAreAndSucceeds(params string[] command) =>
        (await InsureCommand.RunAsync([.. command, "--help"])).ShouldExitWith(0).Output.ShouldContain("Usage:");

    [Fact]
    public async Task Stream_WithACount_IsOneDocumentALineAndEnds()
    {
        (await CallAsync("Parties/RegisterParty", $"partyId={fixture.NewId("party")}", "personalData.fullName=Ada Lovelace", "--org", TestConsortium.Aurora)).ShouldExitWith(0);

        var result = (await CallAsync("Events/Subscribe", "startBlock=0", "names=PartyRegistered", "--count", "1", "--org", TestConsortium.Aurora)).ShouldExitWith(0);

        var line = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem();
        JsonNode.Parse(line)!["name"]!.GetValue<string>().ShouldBe("PartyRegistered");
    }

    [Fact]
    public async Task Stream_Interrupted_EndsWithItsCode()
    {
        using var process = InsureCommand.Start(
            new Dictionary<string, string>(), "call", "Events/Subscribe", "startBlock=0", "--org", TestConsortium.Aurora, "--home", fixture.Consortium.Home);
        (await process.StandardOutput.ReadLineAsync()).ShouldNotBeNull().ShouldStartWith("{");

        using (var interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await interrupt.WaitForExitAsync();
        }

        (await ProgramRun.EndAsync(process, "insure call")).ExitCode.ShouldBe(130);
    }

    [Fact]
    public async Task Stream_WhoseReaderIsGone_Ends()
    {
        var result = await ProgramRun.RunAsync(
            "bash",
            new Dictionary<string, string>(),
            "-c",
            $"set -o pipefail; {Repository.InsureProgram} call Events/Subscribe startBlock=0 --org {TestConsortium.Aurora} --home {fixture.Consortium.Home} | head -n 1");

        result.ShouldExitWith(0).Output.ShouldStartWith("{");
    }

    [Fact]
    public async Task Table_OfRecords_HasARowEach()
    {
        var id = fixture.NewId("party");
        (await CallAsync("Parties/RegisterParty", $"partyId={id}", "personalData.fullName=Ada Lovelace", "--org", TestConsortium.Aurora)).ShouldExitWith(0);

        var table = (await CallAsync("Parties/GetParty", $"partyId={id}", "--table", "--org", TestConsortium.Aurora)).ShouldExitWith(0).Output;

        table.Split('\n').ShouldContain(line => line.Contains("partyId", StringComparison.Ordinal) && line.Contains(id, StringComparison.Ordinal));
        table.Split('\n').ShouldContain(line => line.Contains("registered.actor", StringComparison.Ordinal) && line.Contains("underwriter.AuroraMSP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Holder_WithATokenAlone_SeesItsOwn()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await book.BindAsync();
        var issued = (await CallAsync("Holders/IssueHolderToken", $"policyId={policy.PolicyId}", "--org", TestConsortium.Aurora)).ShouldExitWith(0);
        var token = _folder.File("token");
        await File.WriteAllTextAsync(token, JsonNode.Parse(issued.Output)!["token"]!.GetValue<string>() + "\n");

        var view = (await CallAsync("Holders/GetHolderView", "--token-file", token, "--org", TestConsortium.Aurora)).ShouldExitWith(0);

        view.Output.ShouldContain(policy.PolicyId);
    }

    private Task<CommandResult> CallAsync(params string[] words) => InsureCommand.RunAsync(["call", .. words, "--home", fixture.Consortium.Home]);
}
