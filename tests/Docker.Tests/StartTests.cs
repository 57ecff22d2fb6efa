using System.Text.Json;

namespace Docker.Tests;

/// <summary>A consortium that was started in containers is the one that the other networks run.</summary>
public sealed class StartTests(ContainersFixture fixture, ITestOutputHelper output) : ContainerTests(fixture, output)
{
    [DockerFact]
    public Task Status_AfterUp_EveryContainerIsHealthy() => ReportingAsync(async () =>
    {
        var processes = await Consortium.HealthyAsync();

        processes.ShouldAllBe(process => process.Health == "healthy");
        processes.Count.ShouldBe(3 + (3 * 4));
        // The engine's own checks come later than the product's.
        await Waiting.EventuallyAsync(
            async () =>
            {
                var containers = await Containers.AllAsync();
                containers.Keys.ShouldBe([.. processes.Select(process => process.Name.ToLowerInvariant()), "tools"], ignoreOrder: true);
                containers.Where(item => item.Key != "tools").ShouldAllBe(item => item.Value.Health == "healthy");
                return containers;
            },
            exception => exception is ShouldAssertException);
    });

    [DockerFact]
    public Task Demo_OnBoth_TotalsAreDevLedgers() => ReportingAsync(async () =>
    {
        await using var devLedger = await TestConsortium.StartAsync(network: LedgerUnderTest.DevLedger);

        var totals = await TotalsAsync(Consortium, LedgerUnderTest.Docker);

        totals.ShouldContain(TestConsortium.Meridian);
        totals.ShouldBe(await TotalsAsync(devLedger, LedgerUnderTest.DevLedger));
    });

    [DockerFact]
    public Task Logs_TheCommandThatIsNamed_ShowsWhatTheContainersSay() => ReportingAsync(async () =>
    {
        var refused = (await InsureCommand.RunAsync("logs", "--home", Consortium.Home)).ShouldExitWith(2);
        var named = refused.Errors.Split('`')[1];

        var logs = await ProgramRun.RunAsync("sh", new Dictionary<string, string>(), "-c", $"{named} --no-color --tail 1 peer-auroramsp");

        logs.ShouldExitWith(0).Output.ShouldContain("peer-auroramsp");
    });

    private static async Task<string> TotalsAsync(TestConsortium consortium, string network)
    {
        var demo = await InsureCommand.RunAsync("demo", "--home", consortium.Home, "--network", network, "--json", "--flights", "60", "--losses", "30");
        using var document = JsonDocument.Parse(demo.ShouldExitWith(0).Output);
        return document.RootElement.GetProperty("books").GetRawText();
    }
}
