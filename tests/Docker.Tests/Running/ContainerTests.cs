namespace Docker.Tests.Running;

/// <summary>Each finds the consortium whole, and says what its containers said when it fails.</summary>
[Collection(ContainersFixture.Collection)]
public abstract class ContainerTests(ContainersFixture fixture, ITestOutputHelper output) : IAsyncLifetime
{
    protected TestConsortium Consortium => fixture.Consortium;

    protected ProjectContainers Containers => fixture.Containers;

    /// <summary>Not called for tests that are left out.</summary>
    public async Task InitializeAsync() => await Consortium.UpAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Runs a test; where it fails, the logs of the containers that are not well go to its output.</summary>
    protected async Task ReportingAsync(Func<Task> test)
    {
        try
        {
            await test();
        }
        catch
        {
            output.WriteLine(await Containers.LastWordsAsync());
            throw;
        }
    }
}
