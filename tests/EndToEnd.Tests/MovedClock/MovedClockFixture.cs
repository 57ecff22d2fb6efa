namespace EndToEnd.Tests.MovedClock;

/// <summary>A consortium whose clock can be moved, and whose first insurer's gateway runs every job each second.</summary>
public sealed class MovedClockFixture : ConsortiumFixture
{
    private const string Jobs = """

            jobs:
              lapse: "00:00:01"
              expire: "00:00:01"
              renewalReminder: "00:00:01"
              settle: "00:00:01"
        """;

    private const string FirstGateway = "    gatewayPort: 8441";

    protected override Task<TestConsortium> StartAsync() => TestConsortium.StartAsync(
        arguments: ["--movable-clock"],
        change: text => text.Replace(FirstGateway, FirstGateway + Jobs, StringComparison.Ordinal));
}
