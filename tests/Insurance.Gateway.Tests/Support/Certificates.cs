using System.Net;
using System.Security.Cryptography.X509Certificates;
using Fabric.Msp;

namespace Insurance.Gateway.Tests.Support;

/// <summary>An organization's authority and what it issues.</summary>
public sealed class Certificates : IDisposable
{
    private readonly CertificateAuthority authority =
        CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca.insurer-one.example" });

    public string AuthorityPem => authority.CertificatePem;

    public static X509Certificate2 Load(IssuedCertificate issued) =>
        X509Certificate2.CreateFromPem(issued.CertificatePem, issued.PrivateKeyPem);

    public IssuedCertificate Server() => authority.Issue(new CertificateOptions
    {
        CommonName = "gateway",
        ServerAuthentication = true,
        DnsNames = ["localhost"],
        IpAddresses = [IPAddress.Loopback],
    });

    public X509Certificate2 Caller(string name, string roles, string? broker = null) => Load(authority.Issue(new CertificateOptions
    {
        CommonName = name,
        ClientAuthentication = true,
        OrganizationalUnits = ["client"],
        Attributes = broker is null
            ? new Dictionary<string, string> { ["role"] = roles }
            : new Dictionary<string, string> { ["role"] = roles, ["broker"] = broker },
    }));

    public X509Certificate2 Expired(string name, string roles) => Load(authority.Issue(new CertificateOptions
    {
        CommonName = name,
        ClientAuthentication = true,
        Attributes = new Dictionary<string, string> { ["role"] = roles },
        Validity = TimeSpan.FromMilliseconds(1),
    }));

    public (X509Certificate2 Certificate, string List) Revoked(string name, string roles)
    {
        var issued = authority.Issue(new CertificateOptions
        {
            CommonName = name,
            ClientAuthentication = true,
            Attributes = new Dictionary<string, string> { ["role"] = roles },
        });
        return (Load(issued), authority.Revoke([issued.SerialNumber]));
    }

    public void Dispose() => authority.Dispose();
}
