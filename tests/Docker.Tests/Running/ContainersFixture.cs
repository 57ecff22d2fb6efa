namespace Docker.Tests.Running;

/// <summary>One consortium in containers for all tests of a collection.</summary>
public sealed class ContainersFixture : IAsyncLifetime
{
    public const string Collection = "consortium in containers";

    private TestConsortium? _consortium;
    private ProjectContainers? _containers;

    public TestConsortium Consortium => _consortium!;

    public ProjectContainers Containers => _containers!;

    public async Task InitializeAsync()
    {
        if (Engine.Missing is null)
        {
            _consortium = await TestConsortium.StartAsync(arguments: ["--timeout", "240"], network: LedgerUnderTest.Docker);
            _containers = new ProjectContainers(_consortium.Home);
        }
    }

    public async Task DisposeAsync()
    {
        if (_consortium is not null)
        {
            // First: one that is left in the consortium's network would hold it.
            await Leftovers.RemoveAsync();
            await _consortium.DisposeAsync();
        }
    }
}
