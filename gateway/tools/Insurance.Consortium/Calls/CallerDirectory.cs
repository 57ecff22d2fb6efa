using System.Collections.Concurrent;

namespace Insurance.Consortium.Calls;

/// <summary>One connection per organization and caller, opened on first use.</summary>
public sealed class CallerDirectory(HomeDirectory home, IReadOnlyList<GatewayAddress> gateways) : IDisposable
{
    private readonly ConcurrentDictionary<(string MspId, string Caller), Lazy<GatewayConnection>> _connections = new();

    public IReadOnlyList<GatewayAddress> Gateways { get; } = gateways;

    public GatewayConnection Of(string mspId, string caller) => _connections.GetOrAdd(
        (mspId, caller),
        key => new Lazy<GatewayConnection>(() => new GatewayConnection(home, Gateways.First(gateway => gateway.MspId == key.MspId), key.Caller))).Value;

    public void Dispose()
    {
        foreach (var connection in _connections.Values.Where(connection => connection.IsValueCreated))
        {
            connection.Value.Dispose();
        }
    }
}
