using Grpc.Core;

namespace Fabric.DevLedger.Services;

/// <summary>Says by the port on which a call came in whose peer is called.</summary>
internal sealed class LocalPeers
{
    private readonly Dictionary<int, OrganizationPeer> _byPort = [];

    public void Add(int port, OrganizationPeer peer) => _byPort[port] = peer;

    public OrganizationPeer Of(ServerCallContext context) =>
        _byPort.TryGetValue(context.GetHttpContext().Connection.LocalPort, out var peer)
            ? peer
            : throw ServiceErrors.Status(StatusCode.Unavailable, "the server is still starting");
}
