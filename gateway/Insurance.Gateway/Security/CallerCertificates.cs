using System.Security.Cryptography.X509Certificates;
using Fabric.Msp;
using Insurance.Gateway.Errors;

namespace Insurance.Gateway.Security;

/// <summary>Decides whom a client certificate belongs to, believing the organization's authorities and no others.</summary>
/// <remarks>
/// TLS itself proves that the caller holds the certificate's key. Kestrel lets every certificate through so that a caller
/// with a wrong one gets an answer that says what is wrong instead of a broken connection.
/// </remarks>
public sealed class CallerCertificates
{
    private readonly string mspId;
    private readonly MspVerifier verifier;
    private readonly TimeProvider clock;

    /// <summary>Creates it.</summary>
    /// <param name="mspId">The organization's MSP id.</param>
    /// <param name="authorities">The certificates of its authorities.</param>
    /// <param name="revocationLists">Revocation lists in PEM.</param>
    /// <param name="clock">The clock.</param>
    public CallerCertificates(
        string mspId,
        X509Certificate2Collection authorities,
        IReadOnlyList<string> revocationLists,
        TimeProvider clock)
    {
        this.mspId = mspId;
        this.clock = clock;
        var roots = authorities.Where(SelfIssued).Select(authority => authority.ExportCertificatePem()).ToList();
        var others = authorities.Where(authority => !SelfIssued(authority)).Select(authority => authority.ExportCertificatePem());
        verifier = new MspVerifier(
        [
            new MspDefinition
            {
                MspId = mspId,
                RootCertificates = roots,
                IntermediateCertificates = [.. others],
                RevocationLists = revocationLists,
                NodeOrganizationalUnits = null,
            },
        ]);
    }

    /// <summary>Checks the certificate and reads the caller from it.</summary>
    /// <exception cref="ApiException">UNAUTHENTICATED: missing, foreign, forged, revoked, expired, not yet valid.</exception>
    public Caller Authenticate(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            throw GatewayErrors.CertificateMissing();
        }

        var serialized = SerializedIdentities.Serialize(mspId, certificate.ExportCertificatePem());
        if (!verifier.TryVerify(serialized, clock.GetUtcNow(), out var identity, out var error))
        {
            throw Refusal(error.Reason, certificate);
        }

        var roles = (identity.Attributes.GetValueOrDefault("role") ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var broker = identity.Attributes.GetValueOrDefault("broker");
        if (roles.Contains(Roles.Broker) && string.IsNullOrWhiteSpace(broker))
        {
            throw GatewayErrors.BrokerMissing();
        }

        return new Caller(identity.CommonName, roles, broker);
    }

    private static ApiException Refusal(IdentityErrorReason reason, X509Certificate2 certificate) => reason switch
    {
        IdentityErrorReason.Expired => GatewayErrors.CertificateExpired(certificate.NotAfter.ToUniversalTime()),
        IdentityErrorReason.NotYetValid => GatewayErrors.CertificateNotYetValid(certificate.NotBefore.ToUniversalTime()),
        IdentityErrorReason.Revoked => GatewayErrors.CertificateRevoked(),
        _ => GatewayErrors.CertificateUntrusted(),
    };

    private static bool SelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
