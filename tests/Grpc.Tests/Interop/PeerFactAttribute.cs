namespace Grpc.Tests.Interop;

/// <summary>A fact that needs another implementation of gRPC, and is skipped aloud where it is missing.</summary>
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(string peer) => Skip = Peer.Of(peer).MissingBecause;
}
