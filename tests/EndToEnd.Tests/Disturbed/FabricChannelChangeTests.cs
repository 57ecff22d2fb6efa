namespace EndToEnd.Tests.Disturbed;

/// <summary>A state directory whose channel and nodes do not fit each other any more: named, or repaired.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.Fabric)]
public sealed class FabricChannelChangeTests(DisturbedFixture fixture) : DisturbingTests(fixture)
{
    private const string Node = "orderer3";

    [FabricFact]
    [Trait("Report", "12")]
    public async Task Up_AConsentersKeyIsNotTheChannels_IsNamedInsteadOfWaitedFor()
    {
        (await InsureCommand.RunAsync("down", "--home", Consortium.Home)).ShouldExitWith(0);
        var folder = Path.Combine(Consortium.Home, "organizations", "OrdererMSP", Node, "tls");
        Directory.Move(folder, folder + ".away");
        try
        {
            var result = await InsureCommand.RunAsync("up", "--home", Consortium.Home, "--base-port", "0");

            result.ExitCode.ShouldBe(4, result.Errors);
            result.Errors.ShouldContain($"the TLS certificate of {Node}");
            result.Errors.ShouldContain("has another key than the one that the channel knows it by; restore");
            ProcessTable.Mentioning(Consortium.Home).ShouldBeEmpty("something was left running");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Move(folder + ".away", folder);
        }

        await Consortium.UpAsync();
    }

    [FabricFact]
    [Trait("Report", "12")]
    public async Task Up_AnOrdererThatTheChannelTookOutAndInAgain_FollowsIt()
    {
        var editor = new ChannelEditor(Consortium);
        var before = await editor.ConsentersAsync(consenters => consenters.SkipLast(1));
        before.Count.ShouldBe(3);
        try
        {
            await Waiting.UntilAsync(async () => await HealthAsync() == "is no consenter of channel insurance", "status does not say that the node was taken out");

            var up = await InsureCommand.RunAsync("up", "--home", Consortium.Home, "--base-port", "0");
            up.Errors.ShouldContain($"{Node} is no consenter any more");
        }
        finally
        {
            await editor.ConsentersAsync(consenters => consenters.Count == before.Count ? consenters : [.. consenters, before[^1]]);
        }

        await new InsurerBook(Fixture).OpenAsync();
        await Consortium.UpAsync();

        await Waiting.UntilAsync(async () => await HealthAsync() == "healthy", "the node does not follow the channel again");
        var log = new FileInfo(Path.Combine(Consortium.Home, "logs", Node + ".log")).Length;
        await Task.Delay(TimeSpan.FromSeconds(2));
        (new FileInfo(Path.Combine(Consortium.Home, "logs", Node + ".log")).Length - log).ShouldBeLessThan(50_000, "the node logs as if it were lost");
    }

    private async Task<string> HealthAsync()
    {
        var status = await InsureCommand.RunAsync("status", "--home", Consortium.Home, "--json");
        using var json = System.Text.Json.JsonDocument.Parse(status.Output);
        return json.RootElement.GetProperty("processes").EnumerateArray()
            .Single(process => process.GetProperty("name").GetString() == Node).GetProperty("health").GetString()!;
    }
}
