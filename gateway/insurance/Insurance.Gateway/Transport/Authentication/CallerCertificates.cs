namespace Insurance.Gateway.Transport.Authentication;

/// <summary>Decides whom a client certificate belongs to, believing the callers' authorities and no others.</summary>
/// <remarks>
/// TLS itself proves that the caller holds the certificate's key. Kestrel lets every certificate through so that a caller
/// with a wrong one gets an answer that says what is wrong instead of a broken connection.
/// </remarks>
internal sealed class CallerCertificates
{
    private readonly string _mspId;
    private readonly CallerAuthorities _authorities;
    private readonly CallerRules _rules;
    private readonly TimeProvider _clock;
    private volatile Trust _trust;

    /// <summary>Creates it.</summary>
    /// <param name="mspId">The organization's MSP id.</param>
    /// <param name="authorities">The callers' authorities.</param>
    /// <param name="revoked">Their revocation lists.</param>
    /// <param name="rules">What a caller's certificate must not be.</param>
    /// <param name="clock">The clock.</param>
    public CallerCertificates(
        string mspId, CallerAuthorities authorities, RevocationLists revoked, CallerRules rules, TimeProvider clock)
    {
        _mspId = mspId;
        _authorities = authorities;
        _rules = rules;
        _clock = clock;
        _trust = new Trust(mspId, authorities, revoked);
    }

    /// <summary>Believes these revocation lists from now on, and those before no longer.</summary>
    public void Use(RevocationLists revoked) => _trust = new Trust(_mspId, _authorities, revoked);

    /// <summary>Checks the certificate and reads the caller from it.</summary>
    /// <exception cref="ApiException">UNAUTHENTICATED: missing, foreign, forged, revoked, expired, not yet valid, or no caller's.</exception>
    public Caller Authenticate(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            throw GatewayErrors.CertificateMissing();
        }

        var serialized = SerializedIdentities.Serialize(_mspId, certificate.ExportCertificatePem());
        var (identity, ofBrokers) = Verify(serialized, certificate);
        if (!identity.AttributesAreReadable)
        {
            throw GatewayErrors.CertificateAttributesUnreadable();
        }

        try
        {
            _rules.Check(certificate, identity);
        }
        catch (CryptographicException)
        {
            // An extension that is no DER is decoded, and found to be none, only when it is looked at.
            throw GatewayErrors.CertificateUntrusted();
        }

        var roles = (identity.Attributes.GetValueOrDefault("role") ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var broker = identity.Attributes.GetValueOrDefault("broker");
        CallerRules.CheckAuthority(ofBrokers, roles, broker);
        return new Caller(identity.CommonName, roles, broker) { MspId = _mspId };
    }

    private (VerifiedIdentity Identity, bool OfBrokers) Verify(byte[] serialized, X509Certificate2 certificate)
    {
        var (now, believed) = (_clock.GetUtcNow(), _trust);
        if (believed.Staff.TryVerify(serialized, now, out var identity, out var error))
        {
            return (identity, false);
        }

        if (error.Reason == IdentityErrorReason.NotIssuedByMsp && believed.Brokers is { } brokers)
        {
            return brokers.TryVerify(serialized, now, out identity, out error) ? (identity, true) : throw Refusal(error.Reason, certificate);
        }

        throw Refusal(error.Reason, certificate);
    }

    private static ApiException Refusal(IdentityErrorReason reason, X509Certificate2 certificate) => reason switch
    {
        IdentityErrorReason.Expired => GatewayErrors.CertificateExpired(certificate.NotAfter.ToUniversalTime()),
        IdentityErrorReason.NotYetValid => GatewayErrors.CertificateNotYetValid(certificate.NotBefore.ToUniversalTime()),
        IdentityErrorReason.Revoked => GatewayErrors.CertificateRevoked(),
        IdentityErrorReason.IsCertificateAuthority => GatewayErrors.CertificateNotForCallers("it is a certificate authority's"),
        _ => GatewayErrors.CertificateUntrusted(),
    };

    /// <summary>Whom to believe at a time.</summary>
    private sealed class Trust(string mspId, CallerAuthorities authorities, RevocationLists revoked)
    {
        public MspVerifier Staff { get; } = Verifier(mspId, authorities.Staff, revoked.Staff);

        public MspVerifier? Brokers { get; } = authorities.Brokers.Count == 0 ? null : Verifier(mspId, authorities.Brokers, revoked.Brokers);

        private static MspVerifier Verifier(string mspId, X509Certificate2Collection certificates, IReadOnlyList<string> lists) => new(
        [
            new MspDefinition
            {
                MspId = mspId,
                RootCertificates = [.. certificates.Where(SelfIssued).Select(authority => authority.ExportCertificatePem())],
                IntermediateCertificates = [.. certificates.Where(authority => !SelfIssued(authority)).Select(authority => authority.ExportCertificatePem())],
                RevocationLists = lists,
                NodeOrganizationalUnits = null,
            },
        ]);

        private static bool SelfIssued(X509Certificate2 certificate) =>
            certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
    }
}
