namespace Insurance.Cli.Tests.Commands;

/// <summary>What a shell is offered.</summary>
public sealed class CompletionTests(RenderedRepositoryFixture fixture) : IClassFixture<RenderedRepositoryFixture>
{
    [Theory]
    [InlineData("call Poli", "Policies/GetPolicy")]
    [InlineData("call Policies/GetPolicy poli", "policyId=")]
    [InlineData("call Quotes/RequestQuote cov", "cover.", "coverages[0].")]
    [InlineData("call Quotes/RequestQuote coverages[0].sumInsured.c", "coverages[0].sumInsured.currency=")]
    [InlineData("call Quotes/RequestQuote ris", "risk.")]
    [InlineData("call Parties/GetPersonalData purpose=PURPOSE_CL", "purpose=PURPOSE_CLAIM")]
    [InlineData("call Claims/ConfirmClaim confirm=", "confirm=true", "confirm=false")]
    [InlineData("call Policies/ListPolicies --home {home} --org Auro", "AuroraMSP")]
    [InlineData("call Policies/ListPolicies --home {home} --org AuroraMSP --as harb", "harbour-brokers")]
    [InlineData("caller add dana --home {home} --org SupervisorMSP --role ", "auditor", "admin")]
    [InlineData("caller revoke --home {home} fin", "finance")]
    [InlineData("comple", "completion")]
    [InlineData("completion ", "bash", "zsh", "fish")]
    public void Suggestions_AfterALine_AreThere(string line, params string[] expected) =>
        expected.ShouldBeSubsetOf(Suggestions(line.Replace("{home}", fixture.Rendered.Home.Path, StringComparison.Ordinal)));

    [Theory]
    [InlineData("caller add dana --home {home} --org SupervisorMSP --role ", "finance")]
    [InlineData("call Nonsense/GetPolicy pol", "policyId=")]
    [InlineData("call Policies/ListPolicies --home /nowhere/at/all --org ", "AuroraMSP")]
    public void Suggestions_OfWhatDoesNotFit_AreNotThere(string line, string unfit) =>
        Suggestions(line.Replace("{home}", fixture.Rendered.Home.Path, StringComparison.Ordinal)).ShouldNotContain(unfit);

    private static IReadOnlyList<string> Suggestions(string line)
    {
        var text = "insure " + line;
        using var output = new StringWriter();
        var parsed = CommandLine.Parse(InsureRoot.Create(), [$"[suggest:{line.Length}]", line]);
        CommandLine.IsCompletion(parsed).ShouldBeTrue(text);
        parsed.Invoke(new() { Output = output }).ShouldBe(0);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
