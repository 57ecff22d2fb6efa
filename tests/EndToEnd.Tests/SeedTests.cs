namespace EndToEnd.Tests;

/// <summary><c>insure seed</c>: records to try things with, and no second time.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class SeedTests(ConsortiumFixture fixture)
{
    [Fact]
    public async Task Seed_Twice_TheSecondChangesNothing()
    {
        var first = await SeedAsync();
        var policies = first.GetProperty("policies").EnumerateArray().ToList();
        policies.Count.ShouldBe(8);
        policies.Where(policy => policy.GetProperty("insurerMspId").GetString() == TestConsortium.Aurora).Select(policy => policy.GetProperty("status").GetString())
            .ShouldBe(["InForce", "Bound", "InForce", "InForce"]);
        first.GetProperty("products").GetArrayLength().ShouldBe(8);
        first.GetProperty("oracles").EnumerateArray().Select(oracle => oracle.GetString()).ShouldBe(["flight-register", "gauge-a", "gauge-b", "gauge-c"]);
        var id = policies[0].GetProperty("policyId").GetString()!;
        var client = new Policies.PoliciesClient(fixture.Consortium.Channel(TestConsortium.Aurora, "auditor"));
        var policy = await client.GetPolicyAsync(new GetPolicyRequest { PolicyId = id });
        var height = await HeightAsync();

        var second = await SeedAsync();

        second.GetProperty("made").GetInt32().ShouldBe(0);
        second.GetProperty("policies").GetRawText().ShouldBe(first.GetProperty("policies").GetRawText());
        (await client.GetPolicyAsync(new GetPolicyRequest { PolicyId = id })).ShouldBe(policy);
        (await HeightAsync()).ShouldBe(height);
        var text = (await InsureCommand.RunAsync("seed", "--home", fixture.Consortium.Home)).ShouldExitWith(0).Output;
        text.ShouldContain("Everything was there already.");
        text.ShouldContain(id);
    }

    [Fact]
    public async Task Seed_NothingRuns_SaysSo()
    {
        using var home = new TemporaryHome();
        (await InsureCommand.RunAsync("seed", "--home", home.Path)).ShouldExitWith(5).Errors.ShouldContain("nothing runs");
    }

    private async Task<JsonElement> SeedAsync()
    {
        using var json = JsonDocument.Parse((await InsureCommand.RunAsync("seed", "--home", fixture.Consortium.Home, "--json")).ShouldExitWith(0).Output);
        return json.RootElement.Clone();
    }

    private async Task<ulong> HeightAsync() =>
        (await new Insurance.V1.Ledger.LedgerClient(fixture.Consortium.Channel(TestConsortium.Aurora, "auditor")).GetLedgerInfoAsync(new GetLedgerInfoRequest())).Height;
}
