namespace EndToEnd.Tests.Disturbed;

/// <summary>Puts back whatever the test before has stopped.</summary>
[Collection(DisturbedFixture.Name)]
public abstract class DisturbingTests(DisturbedFixture fixture) : IAsyncLifetime
{
    protected DisturbedFixture Fixture { get; } = fixture;

    protected TestConsortium Consortium => Fixture.Consortium;

    public async Task InitializeAsync() => await Consortium.UpAsync();

    public Task DisposeAsync() => Task.CompletedTask;
}
