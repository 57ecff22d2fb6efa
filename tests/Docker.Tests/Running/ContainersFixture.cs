using EndToEnd.Tests.Running;

namespace Docker.Tests.Running;

/// <summary>One consortium in containers for all tests of a collection.</summary>
public sealed class ContainersFixture : IAsyncLifetime
{
    public const string Collection = "consortium in containers";

    private TestConsortium? consortium;
    private ProjectContainers? containers;

    public TestConsortium Consortium => consortium!;

    public ProjectContainers Containers => containers!;

    public async Task InitializeAsync()
    {
        if (Engine.Missing is null)
        {
            consortium = await TestConsortium.StartAsync(arguments: ["--timeout", "240"], network: LedgerUnderTest.Docker);
            containers = new ProjectContainers(consortium.Home);
        }
    }

    public async Task DisposeAsync()
    {
        if (consortium is not null)
        {
            // First: one that is left in the consortium's network would hold it.
            await Leftovers.RemoveAsync();
            await consortium.DisposeAsync();
        }
    }
}
