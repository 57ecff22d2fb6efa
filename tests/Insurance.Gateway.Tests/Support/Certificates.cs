namespace Insurance.Gateway.Tests.Support;

/// <summary>An organization's authorities for callers, and what they issue.</summary>
public sealed class Certificates : IDisposable
{
    private readonly CertificateAuthority _authority =
        CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca.insurer-one.example" });

    private readonly CertificateAuthority _brokers =
        CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "brokers-ca.insurer-one.example" });

    public string AuthorityPem => _authority.CertificatePem;

    public string BrokersPem => _brokers.CertificatePem;

    public static X509Certificate2 Load(IssuedCertificate issued) =>
        X509Certificate2.CreateFromPem(issued.CertificatePem, issued.PrivateKeyPem);

    public IssuedCertificate Server() => _authority.Issue(new CertificateOptions
    {
        CommonName = "gateway",
        ServerAuthentication = true,
        DnsNames = ["localhost"],
        IpAddresses = [IPAddress.Loopback],
    });

    /// <summary>A caller's certificate; a broker's is of the brokers' authority.</summary>
    public X509Certificate2 Caller(string name, string roles, string? broker = null) =>
        Load(Issue(name, roles, broker, ofBrokers: roles == "broker"));

    public IssuedCertificate Issue(string name, string roles, string? broker = null, bool ofBrokers = false) => Issue(ofBrokers, new CertificateOptions
    {
        CommonName = name,
        ClientAuthentication = true,
        OrganizationalUnits = ["client"],
        Attributes = broker is null
            ? new Dictionary<string, string> { ["role"] = roles }
            : new Dictionary<string, string> { ["role"] = roles, ["broker"] = broker },
    });

    public IssuedCertificate Issue(bool ofBrokers, CertificateOptions options) => (ofBrokers ? _brokers : _authority).Issue(options);

    public X509Certificate2 Expired(string name, string roles) => Load(_authority.Issue(new CertificateOptions
    {
        CommonName = name,
        ClientAuthentication = true,
        Attributes = new Dictionary<string, string> { ["role"] = roles },
        Validity = TimeSpan.FromMilliseconds(1),
    }));

    public (X509Certificate2 Certificate, string List) Revoked(string name, string roles)
    {
        var issued = Issue(name, roles);
        return (Load(issued), List(false, issued));
    }

    /// <summary>A revocation list.</summary>
    public string List(bool ofBrokers, params IEnumerable<IssuedCertificate> revoked) =>
        (ofBrokers ? _brokers : _authority).Revoke(revoked.Select(certificate => certificate.SerialNumber));

    /// <summary>A revocation list of the staff's authority that was issued at a time.</summary>
    public string ListOf(DateTimeOffset time, params IEnumerable<IssuedCertificate> revoked)
    {
        using var then = CertificateAuthority.Load(_authority.CertificatePem, _authority.PrivateKeyPem, new FixedTime(time));
        return then.Revoke(revoked.Select(certificate => certificate.SerialNumber));
    }

    /// <summary>A caller's certificate with these extensions, whatever they hold.</summary>
    public X509Certificate2 With(params X509Extension[] extensions)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Issue(key, extensions);
        return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The same without its key, which .NET puts to no certificate that it cannot read.</summary>
    public X509Certificate2 WithoutKey(params X509Extension[] extensions)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Issue(key, extensions);
    }

    private X509Certificate2 Issue(ECDsa key, X509Extension[] extensions)
    {
        using var issuer = X509Certificate2.CreateFromPem(_authority.CertificatePem, _authority.PrivateKeyPem);
        var request = new CertificateRequest("CN=alice", key, HashAlgorithmName.SHA256);
        foreach (var extension in extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        return request.Create(
            issuer, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
    }

    public void Dispose()
    {
        _authority.Dispose();
        _brokers.Dispose();
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
