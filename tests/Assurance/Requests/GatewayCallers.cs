namespace Assurance.Requests;

/// <summary>Who calls: staff of every role at every kind of organization, a broker, and nobody known.</summary>
internal sealed class GatewayCallers(TestConsortium consortium) : IDisposable
{
    private static readonly (string MspId, string? Caller)[] All =
    [
        (TestConsortium.Aurora, "underwriter"), (TestConsortium.Aurora, "underwriter"), (TestConsortium.Aurora, "claims-handler"),
        (TestConsortium.Aurora, "claims-handler"), (TestConsortium.Aurora, "finance"), (TestConsortium.Aurora, "admin"),
        (TestConsortium.Aurora, "auditor"), (TestConsortium.Aurora, "oracle"), (TestConsortium.Aurora, TestConsortium.Broker),
        (TestConsortium.Aurora, null), (TestConsortium.Meridian, "underwriter"), (TestConsortium.Meridian, TestConsortium.Broker),
        (TestConsortium.Reinsurer, "admin"), (TestConsortium.Reinsurer, "auditor"), (TestConsortium.Regulator, "auditor"),
    ];

    private readonly ConcurrentDictionary<(string MspId, string? Caller), WireClient> _clients = new();

    public (string Name, WireClient Client) Any(Random random)
    {
        var caller = All[random.Next(All.Length)];
        return ($"{caller.Caller ?? "nobody"} at {caller.MspId}", Of(caller.MspId, caller.Caller));
    }

    public WireClient Of(string mspId, string? caller) => _clients.GetOrAdd((mspId, caller), _ => New(mspId, caller));

    /// <summary>A connection of its own.</summary>
    public WireClient New(string mspId, string? caller)
    {
        var certificate = caller is null ? null : X509Certificate2.CreateFromPemFile(consortium.CallerCertificate(mspId, caller), consortium.CallerKey(mspId, caller));
        return new WireClient(consortium.Handler(mspId, certificate), consortium.Gateway(mspId));
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }
}
