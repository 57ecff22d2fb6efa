namespace EndToEnd.Tests.Readings;

/// <summary><c>insure settle</c>: what it says of money, and of subjects that no reading is about.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class SettleCommandTests(ConsortiumFixture fixture)
{
    [Fact]
    public async Task Settle_PolicyWithAMistypedSubject_IsReportedAndMoneyIsInWholeUnits()
    {
        var sales = await new CoverSales(fixture).OpenAsync();
        await sales.SellAsync(2);
        var mistyped = sales.Request(2, 1);
        mistyped.Sales[0].ParametricSubject = sales.Subject.Replace('-', ' ');
        await new Policies.PoliciesClient(fixture.Consortium.Channel(TestConsortium.Aurora, "underwriter")).SellPoliciesAsync(mistyped);
        using var oracle = new TestOracle(fixture);
        await oracle.RegisterAsync();
        var reading = await oracle.PublishAsync(sales.Subject, 200);
        string[] settle = ["settle", "--home", fixture.Consortium.Home, "--insurer", TestConsortium.Aurora, "--reading", reading];

        var first = (await InsureCommand.RunAsync(settle)).ShouldExitWith(0);

        first.Output.ShouldContain("1,000.00 USD");
        first.Errors.ShouldContain("SUBJECT_UNREPORTED");
        first.Errors.ShouldContain($"\"{mistyped.Sales[0].ParametricSubject}\" (policy {mistyped.Sales[0].PolicyId})");
        first.Errors.ShouldNotContain($"\"{sales.Subject}\"");

        using var again = DocumentedAnswer.ShouldBeAsDocumented("settle", (await InsureCommand.RunAsync([.. settle, "--json"])).ShouldExitWith(0).Output);
        again.RootElement.GetProperty("unreported").EnumerateArray()
            .ShouldContain(item => item.GetProperty("subject").GetString() == mistyped.Sales[0].ParametricSubject);
    }
}
