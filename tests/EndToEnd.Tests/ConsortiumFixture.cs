using EndToEnd.Tests.Running;

namespace EndToEnd.Tests;

/// <summary>One consortium for all tests that leave it running.</summary>
[CollectionDefinition(Collection)]
public sealed class ConsortiumFixture : IAsyncLifetime, ICollectionFixture<ConsortiumFixture>
{
    public const string Collection = "consortium";
    private TestConsortium? consortium;
    private int number;

    public TestConsortium Consortium => consortium!;

    /// <summary>An identifier that no other test uses.</summary>
    public string NewId(string prefix) => $"{prefix}-{Interlocked.Increment(ref number)}-{Guid.NewGuid():N}"[..Math.Min(60, prefix.Length + 24)];

    public async Task InitializeAsync() => consortium = await TestConsortium.StartAsync();

    public async Task DisposeAsync()
    {
        if (consortium is not null)
        {
            await consortium.DisposeAsync();
        }
    }
}
