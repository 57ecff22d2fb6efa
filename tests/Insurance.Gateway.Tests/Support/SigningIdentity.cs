namespace Insurance.Gateway.Tests.Support;

/// <summary>A member of an organization with its key.</summary>
public sealed class SigningIdentity(string mspId, IssuedCertificate issued) : IDisposable
{
    private readonly EcdsaPrivateKey _key = EcdsaPrivateKey.FromPem(issued.PrivateKeyPem);

    public ByteString Serialized { get; } = ByteString.CopyFrom(SerializedIdentities.Serialize(mspId, issued.CertificatePem));

    public static SigningIdentity Issue(CertificateAuthority authority, string mspId, string unit) =>
        new(mspId, authority.Issue(new CertificateOptions { CommonName = unit, OrganizationalUnits = [unit] }));

    public string CertificatePem => issued.CertificatePem;

    public string PrivateKeyPem => issued.PrivateKeyPem;

    public ByteString Sign(ReadOnlySpan<byte> message) => ByteString.CopyFrom(_key.SignDigest(SHA256.HashData(message)));

    public void Dispose() => _key.Dispose();
}
