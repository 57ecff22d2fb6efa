namespace Fabric.Msp.Tests;

/// <summary>An organization with its own authority, for tests that need members of it.</summary>
internal sealed class TestOrganization : IDisposable
{
    public TestOrganization(string mspId, TimeProvider? time = null)
    {
        MspId = mspId;
        Authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = $"ca.{mspId}", Organization = mspId, Country = "CH" }, time);
        Definition = new MspDefinition { MspId = mspId, RootCertificates = [Authority.CertificatePem] };
    }

    public string MspId { get; }

    public CertificateAuthority Authority { get; }

    public MspDefinition Definition { get; init; }

    public MspVerifier Verifier => new([Definition]);

    public IssuedCertificate Issue(string name, string unit, IReadOnlyDictionary<string, string>? attributes = null) => Authority.Issue(
        new CertificateOptions { CommonName = name, OrganizationalUnits = [unit], Attributes = attributes ?? new Dictionary<string, string>() });

    public byte[] Serialize(IssuedCertificate certificate) => SerializedIdentities.Serialize(MspId, certificate.CertificatePem);

    public VerifiedIdentity Member(string name, string unit) => Verifier.Verify(Serialize(Issue(name, unit)));

    public static byte[] Sign(IssuedCertificate certificate, byte[] message)
    {
        using var key = EcdsaPrivateKey.FromPem(certificate.PrivateKeyPem);
        return key.SignDigest(SHA256.HashData(message));
    }

    public void Dispose() => Authority.Dispose();
}
