namespace Fabric.Msp;

/// <summary>An identity that an MSP vouches for.</summary>
/// <remarks>
/// Immutable and safe for concurrent use. Two identities are equal when MSP id and certificate are,
/// however the certificate's PEM text is laid out. Its validity in time is checked by
/// <see cref="CheckValidity"/>, because an identity that signed a committed transaction may expire later.
/// </remarks>
public sealed class VerifiedIdentity : IEquatable<VerifiedIdentity>
{
    private readonly byte[] _certificate;
    private readonly byte[] _fingerprint;
    private readonly EcdsaKeyPool _key;

    internal VerifiedIdentity(
        string mspId,
        byte[] serialized,
        X509Certificate2 certificate,
        ECDsa publicKey,
        NodeRole role,
        bool isAdmin,
        byte[] certifiersIdentifier)
    {
        MspId = mspId;
        Serialized = serialized;
        Role = role;
        IsAdmin = isAdmin;
        CertifiersIdentifier = certifiersIdentifier;
        _certificate = certificate.RawData;
        _fingerprint = SHA256.HashData(_certificate);
        _key = new EcdsaKeyPool(publicKey.ExportParameters(includePrivateParameters: false));
        KeySize = publicKey.KeySize;
        SerialNumber = certificate.SerialNumber;
        NotBefore = new DateTimeOffset(certificate.NotBefore.ToUniversalTime());
        NotAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        AttributesAreReadable = AttributeExtension.TryRead(certificate, out var attributes);
        Attributes = attributes;

        var subject = SubjectName.Read(certificate.SubjectName);
        Subject = SubjectName.ToFabricText(subject);
        Issuer = SubjectName.ToFabricText(SubjectName.Read(certificate.IssuerName));
        CommonName = subject.LastOrDefault(a => a.Oid == SubjectName.CommonName).Value ?? string.Empty;
        OrganizationalUnits = subject.Where(a => a.Oid == SubjectName.OrganizationalUnit).Select(a => a.Value).ToArray();
        ClientId = $"x509::{Subject}::{Issuer}";
    }

    /// <summary>The MSP that vouches.</summary>
    public string MspId { get; }

    /// <summary>What the identity is in its organization.</summary>
    public NodeRole Role { get; }

    /// <summary>Whether the identity administers its organization, by role or because the MSP lists its certificate.</summary>
    public bool IsAdmin { get; }

    /// <summary>Common name of the subject, empty if it has none.</summary>
    public string CommonName { get; }

    /// <summary>Organizational units of the subject.</summary>
    public IReadOnlyList<string> OrganizationalUnits { get; }

    /// <summary>Attributes recorded by Fabric CA; none where they cannot be read.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; }

    /// <summary>
    /// Whether <see cref="Attributes"/> are all that the certificate states. An MSP does not look at them, so an identity without
    /// readable ones is one all the same; whoever decides by attributes refuses it.
    /// </summary>
    public bool AttributesAreReadable { get; }

    /// <summary>The subject as Fabric chaincode sees it, for instance <c>CN=alice,OU=client</c>.</summary>
    public string Subject { get; }

    /// <summary>The issuer as Fabric chaincode sees it.</summary>
    public string Issuer { get; }

    /// <summary>
    /// <c>x509::subject::issuer</c>, which stays the same when the certificate is renewed. Fabric's chaincode
    /// library hands it out encoded as Base64.
    /// </summary>
    public string ClientId { get; }

    /// <summary>Serial number of the certificate in hexadecimal.</summary>
    public string SerialNumber { get; }

    /// <summary>Beginning of validity.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>End of validity, inclusive.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Bits of the public key's curve: 256 or 384.</summary>
    public int KeySize { get; }

    /// <summary>The bytes of <c>msp.SerializedIdentity</c> from which the identity was read.</summary>
    public ReadOnlyMemory<byte> Serialized { get; }

    /// <summary>The certificate in DER.</summary>
    public ReadOnlyMemory<byte> Certificate => _certificate;

    /// <summary>SHA-256 of the issuing authority's certificate chain, by which a policy can name a certifier.</summary>
    internal byte[] CertifiersIdentifier { get; }

    /// <summary>Checks the certificate's validity at a moment.</summary>
    /// <param name="at">The moment.</param>
    /// <returns><see langword="null"/> if valid, else the error.</returns>
    public IdentityError? CheckValidity(DateTimeOffset at)
    {
        if (at > NotAfter)
        {
            return new IdentityError(IdentityErrorReason.Expired, FormattableString.Invariant(
                $"The certificate of {CommonName} ({MspId}) expired on {NotAfter.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z."));
        }

        return at < NotBefore
            ? new IdentityError(IdentityErrorReason.NotYetValid, FormattableString.Invariant(
                $"The certificate of {CommonName} ({MspId}) is not valid before {NotBefore.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z."))
            : null;
    }

    /// <summary>Verifies a signature over a digest.</summary>
    /// <param name="digest">The digest that was signed.</param>
    /// <param name="signature">The signature in DER; high S is refused.</param>
    public bool VerifyDigest(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature) => _key.Verify(digest, signature);

    /// <summary>Verifies a signature over the SHA-256 digest of a message, as Fabric's peers do.</summary>
    /// <param name="message">The message.</param>
    /// <param name="signature">The signature in DER; high S is refused.</param>
    public bool VerifyMessage(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, digest);
        return _key.Verify(digest, signature);
    }

    /// <inheritdoc/>
    public bool Equals(VerifiedIdentity? other) =>
        ReferenceEquals(this, other)
        || (other is not null && MspId == other.MspId && _fingerprint.AsSpan().SequenceEqual(other._fingerprint));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VerifiedIdentity);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_fingerprint);

    /// <inheritdoc/>
    public override string ToString() => $"{MspId} {Subject}";
}
