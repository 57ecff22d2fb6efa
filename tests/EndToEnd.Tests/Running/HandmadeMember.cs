using Fabric.Protos.Common;
using Handmade;

namespace EndToEnd.Tests.Running;

/// <summary>A member that makes its transactions by hand, with a peer of its own that endorses whatever it likes.</summary>
internal sealed class HandmadeMember : IDisposable
{
    private const string Channel = "insurance";
    private readonly string _mspId;
    private readonly PeerClient _orderers;
    private readonly List<HandmadeSigner> _peers = [];

    public HandmadeMember(TestConsortium consortium, string mspId, params string[] helpers)
    {
        _mspId = mspId;
        _orderers = PeerClient.Of(consortium, mspId, "underwriter");
        var (certificate, key) = consortium.LedgerIdentity(mspId, "underwriter");
        Client = new HandmadeSigner(mspId, certificate, key);
        _peers.AddRange(helpers.Prepend(mspId).Select(organization => PeerOf(consortium, organization)));
        Peer = PeerOf(consortium, mspId);
    }

    public HandmadeSigner Client { get; }

    /// <summary>A second peer of the member.</summary>
    public HandmadeSigner Peer { get; }

    /// <summary>A transaction that the member and its helpers endorse.</summary>
    public HandmadeTransaction Sound() => new(Channel, PeerClient.Insurance, Client, [.. _peers]);

    /// <summary>Writes to the member's own collection, which nobody else endorses, under any date.</summary>
    public Task OrderAloneAsync(Timestamp time)
    {
        var alone = new HandmadeTransaction(Channel, PeerClient.Insurance, Client, _peers[0]) { Time = time };
        return _orderers.OrderAsync(alone.WritesPrivate("pii_" + _mspId, "handmade-" + alone.Id).Sign());
    }

    /// <returns>Whether the orderers took it.</returns>
    public async Task<bool> TryOrderAsync(Envelope envelope)
    {
        try
        {
            await _orderers.OrderAsync(envelope);
            return true;
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.Aborted or StatusCode.InvalidArgument or StatusCode.FailedPrecondition)
        {
            return false;
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Peer.Dispose();
        _peers.ForEach(peer => peer.Dispose());
        _orderers.Dispose();
    }

    private static HandmadeSigner PeerOf(TestConsortium consortium, string organization)
    {
        using var authority = CertificateAuthority.Load(
            File.ReadAllText(consortium.CaCertificate(organization)), File.ReadAllText(consortium.CaKey(organization)));
        var issued = authority.Issue(new CertificateOptions { CommonName = "handmade-peer", OrganizationalUnits = ["peer"] });
        return new HandmadeSigner(organization, issued.CertificatePem, issued.PrivateKeyPem);
    }
}
