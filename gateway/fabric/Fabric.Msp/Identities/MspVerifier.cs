using System.Diagnostics.CodeAnalysis;

namespace Fabric.Msp;

/// <summary>Decides whether serialized identities belong to the organizations of a channel.</summary>
/// <remarks>
/// Safe for concurrent use. Accepted identities are remembered by their bytes, so that a repeated identity
/// costs one look-up. To change a definition, build a new verifier.
/// </remarks>
public sealed class MspVerifier
{
    private readonly Dictionary<string, MembershipRules> _msps;
    private readonly IdentityCache _cache;

    /// <summary>Creates a verifier.</summary>
    /// <param name="definitions">The MSPs, each id once.</param>
    /// <param name="cacheCapacity">How many accepted identities are remembered at most.</param>
    /// <exception cref="CryptographicException">A definition holds a damaged or foreign certificate or revocation list.</exception>
    /// <exception cref="ArgumentException">An MSP id appears twice.</exception>
    public MspVerifier(IEnumerable<MspDefinition> definitions, int cacheCapacity = 4096)
    {
        _msps = definitions.ToDictionary(d => d.MspId, d => new MembershipRules(d));
        _cache = new IdentityCache(cacheCapacity);
    }

    /// <summary>Ids of the known MSPs.</summary>
    public IReadOnlyCollection<string> MspIds => _msps.Keys;

    /// <summary>Verifies an identity.</summary>
    /// <param name="serializedIdentity">The bytes of <c>msp.SerializedIdentity</c>.</param>
    /// <param name="at">
    /// The moment at which the certificate must be valid; <see langword="null"/> leaves expiry out, as Fabric
    /// does for transactions that are already ordered.
    /// </param>
    /// <exception cref="InvalidIdentityException">No known MSP vouches for the identity, or it is not valid at that moment.</exception>
    public VerifiedIdentity Verify(ReadOnlySpan<byte> serializedIdentity, DateTimeOffset? at = null)
    {
        if (!_cache.TryGet(serializedIdentity, out var identity))
        {
            identity = VerifyAnew(serializedIdentity.ToArray());
            _cache.Add(identity);
        }

        if (at is { } moment && identity.CheckValidity(moment) is { } error)
        {
            throw new InvalidIdentityException(error);
        }

        return identity;
    }

    /// <summary>Verifies an identity without throwing.</summary>
    /// <param name="serializedIdentity">The bytes of <c>msp.SerializedIdentity</c>.</param>
    /// <param name="at">The moment at which the certificate must be valid; <see langword="null"/> leaves expiry out.</param>
    /// <param name="identity">The identity, if accepted.</param>
    /// <param name="error">Why the identity is refused, if it is.</param>
    public bool TryVerify(
        ReadOnlySpan<byte> serializedIdentity,
        DateTimeOffset? at,
        [NotNullWhen(true)] out VerifiedIdentity? identity,
        [NotNullWhen(false)] out IdentityError? error)
    {
        try
        {
            identity = Verify(serializedIdentity, at);
            error = null;
            return true;
        }
        catch (InvalidIdentityException e)
        {
            identity = null;
            error = e.Error;
            return false;
        }
    }

    private static X509Certificate2 ReadCertificate(SerializedIdentity identity)
    {
        try
        {
            var pem = identity.IdBytes.ToStringUtf8();
            var fields = PemEncoding.Find(pem);
            if (pem[fields.Label] == "CERTIFICATE")
            {
                return X509CertificateLoader.LoadCertificate(Convert.FromBase64String(pem[fields.Base64Data]));
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException or CryptographicException)
        {
            // Reported below: what exactly is wrong with foreign bytes helps nobody.
        }

        throw Malformed($"The identity of {identity.Mspid} holds no X.509 certificate in PEM.");
    }

    private static InvalidIdentityException Malformed(string message) =>
        new(new IdentityError(IdentityErrorReason.Malformed, message));

    private VerifiedIdentity VerifyAnew(byte[] serialized)
    {
        SerializedIdentity identity;
        try
        {
            identity = SerializedIdentity.Parser.ParseForeign(serialized);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Malformed("The bytes are not a serialized identity.");
        }

        if (!_msps.TryGetValue(identity.Mspid, out var msp))
        {
            throw new InvalidIdentityException(new IdentityError(
                IdentityErrorReason.UnknownMsp,
                identity.Mspid.Length == 0 ? "The identity names no MSP." : $"MSP {identity.Mspid} is not known here."));
        }

        using var certificate = ReadCertificate(identity);
        try
        {
            return msp.Verify(serialized, certificate);
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException or ArgumentException or FormatException or OverflowException)
        {
            // The platform decodes extensions, names and keys only when they are asked for.
            throw Malformed($"The certificate of an identity of {identity.Mspid} cannot be decoded.");
        }
    }
}
