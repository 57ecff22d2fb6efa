using System.Security.Cryptography.X509Certificates;
using Insurance.Gateway.Errors;

namespace Insurance.Gateway.Security;

/// <summary>Decides whom a client certificate belongs to, believing the organization's authorities and no others.</summary>
/// <remarks>
/// TLS itself proves that the caller holds the certificate's key. Kestrel lets every certificate through so that a caller
/// with a wrong one gets an answer that says what is wrong instead of a broken connection.
/// </remarks>
public sealed class CallerCertificates
{
    private readonly X509Certificate2Collection roots = [];
    private readonly X509Certificate2Collection intermediates = [];
    private readonly TimeProvider clock;

    /// <summary>Creates it from the authorities' certificates.</summary>
    public CallerCertificates(X509Certificate2Collection authorities, TimeProvider clock)
    {
        this.clock = clock;
        foreach (var authority in authorities)
        {
            var selfSigned = authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData);
            (selfSigned ? roots : intermediates).Add(authority);
        }
    }

    /// <summary>Checks the certificate and reads the caller from it.</summary>
    /// <exception cref="ApiException">UNAUTHENTICATED: missing, foreign, forged, expired, not yet valid.</exception>
    public Caller Authenticate(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            throw GatewayErrors.CertificateMissing();
        }

        RequireValid(certificate);
        RequireTrusted(certificate);

        var attributes = CertificateAttributes.Read(certificate);
        var roles = (attributes.GetValueOrDefault("role") ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var broker = attributes.GetValueOrDefault("broker");
        if (roles.Contains(Roles.Broker) && string.IsNullOrWhiteSpace(broker))
        {
            throw GatewayErrors.BrokerMissing();
        }

        return new Caller(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), roles, broker);
    }

    /// <summary>Checks the period of validity; cheap enough to repeat for each call on a long connection.</summary>
    public void RequireValid(X509Certificate2 certificate)
    {
        var now = clock.GetUtcNow();
        if (now > certificate.NotAfter.ToUniversalTime())
        {
            throw GatewayErrors.CertificateExpired(certificate.NotAfter.ToUniversalTime());
        }

        if (now < certificate.NotBefore.ToUniversalTime())
        {
            throw GatewayErrors.CertificateNotYetValid(certificate.NotBefore.ToUniversalTime());
        }
    }

    private void RequireTrusted(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        try
        {
            // An authority's own certificate is no caller.
            if (!chain.Build(certificate) || chain.ChainElements.Count < 2)
            {
                throw GatewayErrors.CertificateUntrusted();
            }
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }
}
