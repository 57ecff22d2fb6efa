namespace Docker.Tests;

/// <summary>Containers that go and come back: nothing that was acknowledged is lost, nothing is there twice.</summary>
public sealed class DisturbedTests(ContainersFixture fixture, ITestOutputHelper output) : ContainerTests(fixture, output)
{
    [DockerFact]
    public Task Registrations_APeerRestarts_AllAreAcknowledgedAndOnEveryLedgerOnce() => ReportingAsync(async () =>
    {
        var registrations = new Registrations(Consortium);

        await registrations.RunAsync(async () =>
        {
            await Containers.RestartAsync("peer-meridianmsp");
            await registrations.GrowAsync();
        });

        await Consortium.HealthyAsync();
        await registrations.ShouldBeEverywhereOnceAsync();
    });

    [DockerFact]
    public Task Registrations_TheLeadingOrdererStopsAndComesBack_AllAreAcknowledgedAndOnEveryLedgerOnce() => ReportingAsync(async () =>
    {
        var registrations = new Registrations(Consortium);
        var leader = await Consortium.LeadingOrdererAsync();

        await registrations.RunAsync(async () =>
        {
            await Containers.StopAsync(leader);
            await registrations.GrowAsync();
            (await Consortium.LeadingOrdererAsync()).ShouldNotBe(leader);
            await Containers.StartAsync(leader);
            await registrations.GrowAsync();
        });

        await Consortium.HealthyAsync();
        await registrations.ShouldBeEverywhereOnceAsync();
    });

    [DockerFact]
    public Task Restart_OfEverything_IsHealthyAgainAndHasWhatWasAcknowledged() => ReportingAsync(async () =>
    {
        var registrations = await RegisteredAsync();

        await Containers.RestartAllAsync();

        await Consortium.HealthyAsync();
        await registrations.ShouldBeEverywhereOnceAsync();
    });

    [DockerFact]
    public Task DownAndUp_ResumesOnTheLedgers_WhichTakeAnotherDemo() => ReportingAsync(async () =>
    {
        var registrations = await RegisteredAsync();

        (await InsureCommand.RunAsync("down", "--home", Consortium.Home)).ShouldExitWith(0);
        (await Containers.AllAsync()).ShouldBeEmpty();
        (await Containers.NetworksAsync()).ShouldBeEmpty();
        await Consortium.UpAsync();

        await registrations.ShouldBeEverywhereOnceAsync();
        (await InsureCommand.RunAsync("demo", "--home", Consortium.Home, "--network", LedgerUnderTest.Docker, "--flights", "20", "--losses", "10")).ShouldExitWith(0);
    });

    private async Task<Registrations> RegisteredAsync()
    {
        var registrations = new Registrations(Consortium);
        await registrations.RunAsync(registrations.GrowAsync);
        return registrations;
    }
}
