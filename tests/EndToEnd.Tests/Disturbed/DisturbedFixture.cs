namespace EndToEnd.Tests.Disturbed;

/// <summary>One consortium for all tests that kill or stop parts of it; each finds it whole again.</summary>
public sealed class DisturbedFixture : ConsortiumFixture
{
    public const string Name = "disturbed consortium";

    protected override Task<TestConsortium> StartAsync() => TestConsortium.StartAsync();
}
