namespace EndToEnd.Tests;

/// <summary>Mistakes in consortium.yaml, as a user meets them: all at once, each with its line, and nothing started.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.None)]
public sealed class ConsortiumFileTests : IDisposable
{
    private readonly TemporaryHome _home = new();
    private readonly string[] _lines = File.ReadAllLines(Path.Combine(Repository.Root, "network", "consortium.yaml"));

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Up_FileWithSeveralMistakes_ReportsAllOfThemWithTheirLines()
    {
        var channel = Replace("channel: insurance", "channel: Insurance!");
        var kind = Replace("    kind: reinsurer", "    kind: bank");
        var port = Replace("    peerPort: 7052", "    peerPort: 70520");
        var taken = Replace("    gatewayPort: 8444", "    gatewayPort: 8441");
        var unknown = Replace("  version: \"1.0\"", "  version: \"1.0\"\n  langauge: go");
        var policy = Replace("  sequence: 1", "  sequence: 1\n  endorsementPolicy: AND('AuroraMSP.peer', 'NobodyMSP.peer')");

        var result = (await UpAsync()).ShouldExitWith(2);

        result.Errors.ShouldContain("has 6 problems");
        result.Errors.ShouldContain($"line {channel}: channel is 'Insurance!'");
        result.Errors.ShouldContain($"line {kind}: organizations[2].kind is 'bank'; write insurer, reinsurer or regulator");
        result.Errors.ShouldContain($"line {port}: organizations[1].peerPort is '70520'; write a whole number from 1 to 65535");
        result.Errors.ShouldContain($"line {taken}: organizations[3].gatewayPort 8441 is already the port of organizations[0].gatewayPort");
        result.Errors.ShouldContain($"line {unknown + 1}: chaincode.langauge is not known");
        result.Errors.ShouldContain($"line {policy + 2}: chaincode.endorsementPolicy is 'AND('AuroraMSP.peer', 'NobodyMSP.peer')'; NobodyMSP is no organization of this file");
        result.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Up_MissingKey_NamesItAndTheLineOfItsSection()
    {
        var line = Replace("    mspId: AuroraMSP", "");

        (await UpAsync()).ShouldExitWith(2).Errors.ShouldContain($"line {line - 1}: organizations[0].mspId is missing");
    }

    [Theory]
    [InlineData("organizations: [", "not valid YAML")]
    [InlineData("channel: a\nchannel: b", "not valid YAML")]
    [InlineData("just text", "must be a mapping")]
    [InlineData("", "must hold one YAML document")]
    public async Task Up_NotTheRightYaml_SaysSo(string text, string expected)
    {
        File.WriteAllText(_home.File("bad.yaml"), text);

        (await InsureCommand.RunAsync("up", "--home", _home.File("state"), "--config", _home.File("bad.yaml")))
            .ShouldExitWith(2).Errors.ShouldContain(expected);
    }

    [Fact]
    public async Task Up_FileNotThere_NamesTheFileAndTheOption()
    {
        var result = (await InsureCommand.RunAsync("up", "--home", _home.File("state"), "--config", _home.File("none.yaml"))).ShouldExitWith(2);

        result.Errors.ShouldContain("none.yaml cannot be read");
        result.Errors.ShouldContain("--config");
    }

    /// <summary>The number of the line that was replaced, from 1.</summary>
    private int Replace(string line, string by)
    {
        var index = Array.IndexOf(_lines, line);
        index.ShouldBeGreaterThanOrEqualTo(0, line);
        _lines[index] = by;
        return index + 1;
    }

    private Task<CommandResult> UpAsync()
    {
        File.WriteAllLines(_home.File("consortium.yaml"), _lines);
        return InsureCommand.RunAsync("up", "--home", _home.File("state"), "--config", _home.File("consortium.yaml"));
    }
}
