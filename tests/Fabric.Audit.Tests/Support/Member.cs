using System.Security.Cryptography;

namespace Fabric.Audit.Tests.Support;

/// <summary>An organization and one of its members of each kind.</summary>
public sealed class Member : IDisposable
{
    private readonly CertificateAuthority _authority;

    public Member(string mspId)
    {
        MspId = mspId;
        _authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = $"ca.{mspId}" });
        Client = Issue("client");
        Peer = Issue("peer");
        Orderer = Issue("orderer");
    }

    public string MspId { get; }

    public Key Client { get; }

    public Key Peer { get; }

    public Key Orderer { get; }

    public string RootPem => _authority.CertificatePem;

    public MspDefinition Definition => new()
    {
        MspId = MspId,
        RootCertificates = [_authority.CertificatePem],
        NodeOrganizationalUnits = NodeOrganizationalUnits.Default,
    };

    /// <summary>One more orderer node.</summary>
    public Key IssueOrderer() => Issue("orderer");

    public void Dispose()
    {
        Client.Private.Dispose();
        Peer.Private.Dispose();
        Orderer.Private.Dispose();
        _authority.Dispose();
    }

    private Key Issue(string unit)
    {
        var issued = _authority.Issue(new CertificateOptions { CommonName = $"{unit}.{MspId}", OrganizationalUnits = [unit] });
        return new Key(
            ByteString.CopyFrom(SerializedIdentities.Serialize(MspId, issued.CertificatePem)), EcdsaPrivateKey.FromPem(issued.PrivateKeyPem));
    }

    public sealed record Key(ByteString Serialized, EcdsaPrivateKey Private)
    {
        public ByteString Sign(ReadOnlySpan<byte> message) => ByteString.CopyFrom(Private.SignDigest(SHA256.HashData(message)));
    }
}
