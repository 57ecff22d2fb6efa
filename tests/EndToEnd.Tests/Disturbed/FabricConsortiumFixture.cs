namespace EndToEnd.Tests.Disturbed;

/// <summary>A consortium of one test class on Fabric, which may change it for good.</summary>
public sealed class FabricConsortiumFixture : ConsortiumFixture
{
    protected override Task<TestConsortium> StartAsync() =>
        LedgerUnderTest.IsFabric ? TestConsortium.StartAsync() : Task.FromResult<TestConsortium>(null!);
}
