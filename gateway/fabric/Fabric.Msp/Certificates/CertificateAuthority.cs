using System.Numerics;

namespace Fabric.Msp;

/// <summary>A small ECDSA P-256 certificate authority for development networks, tests and demonstrations.</summary>
/// <remarks>Safe for concurrent use. A production consortium enrols its identities with Fabric CA or its own PKI.</remarks>
public sealed class CertificateAuthority : IDisposable
{
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(5);
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2 _certificate;
    private readonly ECDsa _key;
    private readonly TimeProvider _time;
    private readonly Lock _signing = new();

    private CertificateAuthority(X509Certificate2 certificate, ECDsa key, TimeProvider time)
    {
        _certificate = certificate;
        _key = key;
        _time = time;
        CertificatePem = certificate.ExportCertificatePem() + "\n";
        PrivateKeyPem = key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <summary>The authority's own certificate in PEM.</summary>
    public string CertificatePem { get; }

    /// <summary>The authority's private key in PEM, PKCS#8, not encrypted.</summary>
    public string PrivateKeyPem { get; }

    /// <summary>Creates a self-signed root.</summary>
    /// <param name="options">What the root's certificate says.</param>
    /// <param name="time">The clock; the system's if absent.</param>
    /// <exception cref="ArgumentException">The common name is empty or the validity not positive.</exception>
    public static CertificateAuthority CreateRoot(CertificateAuthorityOptions options, TimeProvider? time = null) =>
        Create(options, issuer: null, time ?? TimeProvider.System);

    /// <summary>Loads an authority from its certificate and key.</summary>
    /// <param name="certificatePem">A CA certificate in PEM.</param>
    /// <param name="privateKeyPem">Its private key in PEM, not encrypted.</param>
    /// <param name="time">The clock; the system's if absent.</param>
    /// <exception cref="ArgumentException">The certificate is not a CA's, or the key is not the certificate's.</exception>
    /// <exception cref="CryptographicException">The certificate or the key is damaged.</exception>
    public static CertificateAuthority Load(string certificatePem, string privateKeyPem, TimeProvider? time = null)
    {
        var certificate = X509Certificate2.CreateFromPem(certificatePem);
        var key = ECDsa.Create();
        key.ImportFromPem(privateKeyPem);
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true })
        {
            throw new ArgumentException("The certificate does not belong to a certificate authority.", nameof(certificatePem));
        }

        using var publicKey = certificate.GetECDsaPublicKey();
        if (publicKey is null || !publicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
        {
            throw new ArgumentException("The private key does not belong to the certificate.", nameof(privateKeyPem));
        }

        return new CertificateAuthority(certificate, key, time ?? TimeProvider.System);
    }

    /// <summary>Creates an authority whose certificate this one signs.</summary>
    /// <param name="options">What the intermediate's certificate says.</param>
    /// <exception cref="ArgumentException">The common name is empty or the validity not positive.</exception>
    public CertificateAuthority CreateIntermediate(CertificateAuthorityOptions options) => Create(options, this, _time);

    /// <summary>Issues a certificate together with a new P-256 key.</summary>
    /// <param name="options">What the certificate says of its holder.</param>
    /// <exception cref="ArgumentException">The common name is empty, the validity not positive, or the certificate would begin after its issuer ends.</exception>
    public IssuedCertificate Issue(CertificateOptions options)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = IssueFor(key, options);
        return new IssuedCertificate(
            certificate.ExportCertificatePem() + "\n",
            key.ExportPkcs8PrivateKeyPem() + "\n",
            certificate.SerialNumber);
    }

    /// <summary>Issues a certificate for a key that the holder has already, as to renew one whose public key others have pinned.</summary>
    /// <param name="privateKeyPem">The key in PEM; only its public part goes into the certificate.</param>
    /// <param name="options">What the certificate says of its holder.</param>
    /// <exception cref="ArgumentException">The text holds no EC key, the common name is empty, the validity not positive, or the certificate would begin after its issuer ends.</exception>
    public IssuedCertificate IssueFor(string privateKeyPem, CertificateOptions options)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(privateKeyPem);
        using var certificate = IssueFor(key, options);
        return new IssuedCertificate(certificate.ExportCertificatePem() + "\n", privateKeyPem, certificate.SerialNumber);
    }

    /// <summary>Writes a revocation list signed by this authority.</summary>
    /// <param name="serialNumbers">Serial numbers of the revoked certificates, in hexadecimal.</param>
    /// <param name="number">Number of the list; later lists have larger numbers.</param>
    /// <returns>The list in PEM.</returns>
    /// <exception cref="FormatException">A serial number is not hexadecimal.</exception>
    public string Revoke(IEnumerable<string> serialNumbers, long number) =>
        Revoke(new CertificateRevocationListBuilder(), serialNumbers, number);

    /// <summary>Writes the first revocation list of this authority, number 1.</summary>
    /// <param name="serialNumbers">Serial numbers of the revoked certificates, in hexadecimal.</param>
    /// <returns>The list in PEM.</returns>
    /// <exception cref="FormatException">A serial number is not hexadecimal.</exception>
    public string Revoke(IEnumerable<string> serialNumbers) => Revoke(serialNumbers, 1);

    /// <summary>Writes the list that takes an earlier one's place: with everything that is on it, and the number after its own.</summary>
    /// <param name="serialNumbers">Serial numbers of further revoked certificates, in hexadecimal.</param>
    /// <param name="earlier">The list of this authority that is in force, in PEM.</param>
    /// <returns>The list in PEM.</returns>
    /// <exception cref="FormatException">A serial number is not hexadecimal.</exception>
    /// <exception cref="CryptographicException">The earlier list is damaged, or not signed by this authority.</exception>
    public string Revoke(IEnumerable<string> serialNumbers, string earlier)
    {
        if (!RevocationList.FromPem(earlier).IsOf(_certificate))
        {
            throw new CryptographicException("The earlier revocation list is not of this authority.");
        }

        var list = CertificateRevocationListBuilder.LoadPem(earlier, out var number);
        return Revoke(list, serialNumbers, number + 1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private static CertificateAuthority Create(CertificateAuthorityOptions options, CertificateAuthority? issuer, TimeProvider time)
    {
        Check(options.CommonName, options.Validity);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = SubjectName.Build(options.Country, options.Organization, [], options.CommonName);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(SubjectKey.Identifier(key), critical: false));
        var now = time.GetUtcNow();
        if (issuer is not null)
        {
            return new CertificateAuthority(issuer.Sign(request, now - Backdating, now + options.Validity), key, time);
        }

        var certificate = request.Create(subject, new LowSSignatureGenerator(key), now - Backdating, now + options.Validity, NewSerialNumber());
        return new CertificateAuthority(certificate, key, time);
    }

    private string Revoke(CertificateRevocationListBuilder list, IEnumerable<string> serialNumbers, BigInteger number)
    {
        var now = _time.GetUtcNow();
        foreach (var serial in serialNumbers)
        {
            list.AddEntry(Convert.FromHexString(serial), now);
        }

        lock (_signing)
        {
            return PemEncoding.WriteString("X509 CRL", list.Build(
                _certificate.SubjectName,
                new LowSSignatureGenerator(_key),
                number,
                now.AddDays(365),
                HashAlgorithmName.SHA256,
                X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false),
                now)) + "\n";
        }
    }

    private static void Check(string commonName, TimeSpan validity)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(commonName);
        if (validity <= TimeSpan.Zero)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A certificate cannot be valid for {validity}."));
        }
    }

    private static byte[] NewSerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        // Positive, and without a leading zero byte that DER would drop.
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private X509Certificate2 IssueFor(ECDsa key, CertificateOptions options)
    {
        Check(options.CommonName, options.Validity);
        var subject = SubjectName.Build(null, options.Organization, options.OrganizationalUnits, options.CommonName);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(SubjectKey.Identifier(key), critical: false));
        AddTlsExtensions(request, options);
        if (options.Attributes.Count > 0)
        {
            request.CertificateExtensions.Add(AttributeExtension.Build(options.Attributes));
        }

        var now = _time.GetUtcNow();
        return Sign(request, options.NotBefore ?? now - Backdating, (options.NotBefore is { } start && start > now ? start : now) + options.Validity);
    }

    private static void AddTlsExtensions(CertificateRequest request, CertificateOptions options)
    {
        var usages = new OidCollection();
        if (options.ServerAuthentication)
        {
            usages.Add(ServerAuthentication);
        }

        if (options.ClientAuthentication)
        {
            usages.Add(ClientAuthentication);
        }

        if (usages.Count > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, critical: false));
        }

        if (options.DnsNames.Count + options.IpAddresses.Count == 0)
        {
            return;
        }

        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in options.DnsNames)
        {
            names.AddDnsName(name);
        }

        foreach (var address in options.IpAddresses)
        {
            names.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(names.Build());
    }

    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var issuerEnd = new DateTimeOffset(_certificate.NotAfter.ToUniversalTime());
        var issuerStart = new DateTimeOffset(_certificate.NotBefore.ToUniversalTime());
        notAfter = notAfter > issuerEnd ? issuerEnd : notAfter;
        notBefore = notBefore < issuerStart ? issuerStart : notBefore;
        if (notBefore >= notAfter)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The certificate would be valid from {notBefore:O} to {notAfter:O}."));
        }

        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            _certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        lock (_signing)
        {
            return request.Create(_certificate.SubjectName, new LowSSignatureGenerator(_key), notBefore, notAfter, NewSerialNumber());
        }
    }
}
