using Fabric.Client;

namespace Fabric.DevLedger.Tests.Support;

/// <summary>An organization with an authority of its own, its MSP folders on disk.</summary>
internal sealed class TestOrganization : IDisposable
{
    private readonly string _folder;

    public TestOrganization(string folder, string mspId, string nodeUnit)
    {
        MspId = mspId;
        _folder = Path.Combine(folder, mspId);
        using var root = CertificateAuthority.CreateRoot(
            new CertificateAuthorityOptions { CommonName = $"ca.{mspId}" }, new ShiftedTime(TimeSpan.FromDays(-30)));
        Authority = CertificateAuthority.Load(root.CertificatePem, root.PrivateKeyPem);
        Definition = new MspDefinition { MspId = mspId, RootCertificates = [Authority.CertificatePem] };
        MspDirectory.Write(VerifyingFolder, new MspFolder(Definition));
        var node = Issue("node0", nodeUnit);
        MspDirectory.Write(NodeFolder, new MspFolder(Definition, node.CertificatePem, node.PrivateKeyPem));
    }

    public string MspId { get; }

    public CertificateAuthority Authority { get; }

    public MspDefinition Definition { get; }

    public string VerifyingFolder => Path.Combine(_folder, "msp");

    public string NodeFolder => Path.Combine(_folder, "node");

    public IssuedCertificate Issue(string name, string unit = "client") =>
        Authority.Issue(new CertificateOptions { CommonName = name, OrganizationalUnits = [unit] });

    /// <summary>A certificate that was valid for the day before yesterday.</summary>
    public IssuedCertificate IssueExpired(string name)
    {
        using var past = CertificateAuthority.Load(Authority.CertificatePem, Authority.PrivateKeyPem, new ShiftedTime(TimeSpan.FromDays(-2)));
        return past.Issue(new CertificateOptions { CommonName = name, OrganizationalUnits = ["client"], Validity = TimeSpan.FromDays(1) });
    }

    public GatewayOptions User(IssuedCertificate? certificate = null)
    {
        certificate ??= Issue("user1");
        return new GatewayOptions
        {
            Identity = new X509Identity(MspId, certificate.CertificatePem),
            Signer = EcdsaSigner.FromPem(certificate.PrivateKeyPem),
        };
    }

    public void Dispose() => Authority.Dispose();
}
