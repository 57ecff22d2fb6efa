namespace EndToEnd.Tests;

/// <summary>One consortium for all tests that leave it running; beside the rules of insurance it has the test chaincode.</summary>
public class ConsortiumFixture : IAsyncLifetime
{
    public const string Collection = "consortium";

    /// <summary>Deploys <c>chaincode/cmd/conformance</c> with the chaincode policy and with collections of the product's two kinds.</summary>
    internal const string Conformance = $"""

        additionalChaincodes:
          - name: {PeerClient.Conformance}
            version: "1.0"
            sequence: 1
            program: conformance
            collections:
              - name: {PeerClient.PersonalData}
                policy: OR('{TestConsortium.Aurora}.member')
                endorsementPolicy: OR('{TestConsortium.Aurora}.peer')
              - name: {PeerClient.Treaty}
                policy: OR('{TestConsortium.Aurora}.member', '{TestConsortium.Reinsurer}.member', '{TestConsortium.Regulator}.member')
                endorsementPolicy: AND('{TestConsortium.Aurora}.peer', '{TestConsortium.Reinsurer}.peer')
                maxPeerCount: 2

        """;

    private TestConsortium? _consortium;
    private int _number;

    public TestConsortium Consortium => _consortium!;

    /// <summary>An identifier that no other test uses.</summary>
    public string NewId(string prefix) => $"{prefix}-{Interlocked.Increment(ref _number)}-{Guid.NewGuid():N}"[..Math.Min(60, prefix.Length + 24)];

    public async Task InitializeAsync() => _consortium = await StartAsync();

    public async Task DisposeAsync()
    {
        if (_consortium is not null)
        {
            await _consortium.DisposeAsync();
        }
    }

    protected virtual Task<TestConsortium> StartAsync() => TestConsortium.StartAsync(Conformance);
}
