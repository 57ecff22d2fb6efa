namespace Insurance.Gateway.Tests.Interop;

/// <summary>A theory that needs another implementation of gRPC, and is skipped aloud where it is missing.</summary>
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute(string peer) => Skip = Peer.Of(peer).MissingBecause;
}
