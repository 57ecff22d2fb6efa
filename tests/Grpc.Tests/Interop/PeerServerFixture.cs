namespace Grpc.Tests.Interop;

/// <summary>A peer's server, shared by the tests of a class; nothing where the peer is missing.</summary>
public abstract class PeerServerFixture(Peer peer) : IAsyncLifetime
{
    private PeerServer? _server;

    public Peer Peer => peer;

    public PeerServer Server => _server!;

    public async Task InitializeAsync()
    {
        if (peer.MissingBecause is null)
        {
            _server = await PeerServer.StartAsync(peer);
        }
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public sealed class Node() : PeerServerFixture(Peer.Node);

    public sealed class Python() : PeerServerFixture(Peer.Python);
}
