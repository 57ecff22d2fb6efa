using System.Text.Json;

namespace Fabric.Msp;

/// <summary>The rules of one MSP, applied to one certificate at a time.</summary>
/// <remarks>Source: Fabric 2.5 documentation, "Membership Service Providers" and "Node OU roles and MSPs".</remarks>
internal sealed class MembershipRules
{
    private readonly string _mspId;
    private readonly List<CertifyingAuthority> _authorities;
    private readonly HashSet<string> _admins;
    private readonly List<(NodeRole Role, string Name, byte[]? Certifier)>? _roles;
    private readonly List<(string Name, byte[]? Certifier)> _requiredUnits;

    /// <exception cref="CryptographicException">The definition holds a damaged or foreign certificate.</exception>
    public MembershipRules(MspDefinition definition)
    {
        _mspId = definition.MspId;
        _authorities = CertifyingAuthority.Build(definition);
        _admins = definition.AdminCertificates.Select(Fingerprint).ToHashSet();
        _roles = definition.NodeOrganizationalUnits?.All().Select(r => (r.Role, r.Unit.Name, Certifier(r.Unit))).ToList();
        _requiredUnits = definition.OrganizationalUnitIdentifiers.Select(u => (u.Name, Certifier(u))).ToList();
    }

    /// <exception cref="InvalidIdentityException">The MSP does not vouch for the certificate.</exception>
    public VerifiedIdentity Verify(byte[] serialized, X509Certificate2 certificate)
    {
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { CertificateAuthority: true })
        {
            throw Refused(IdentityErrorReason.IsCertificateAuthority, $"The certificate \"{certificate.Subject}\" belongs to a certificate authority and cannot act as an identity.");
        }

        var issuer = FindIssuer(certificate);
        if (issuer.Revoked(certificate))
        {
            throw Refused(IdentityErrorReason.Revoked, $"The certificate \"{certificate.Subject}\" of {_mspId} (serial number {certificate.SerialNumber}) has been revoked.");
        }

        using var key = certificate.GetECDsaPublicKey();
        if (key is null || EcdsaCurve.OfKeySize(key.KeySize) is null)
        {
            throw Refused(IdentityErrorReason.UnsupportedKey, $"The certificate \"{certificate.Subject}\" has no ECDSA key on P-256 or P-384.");
        }

        var units = Units(certificate);
        CheckRequiredUnits(certificate, units, issuer);
        var role = Classify(certificate, units, issuer);
        var isAdmin = role == NodeRole.Admin || _admins.Contains(Convert.ToHexString(SHA256.HashData(certificate.RawData)));
        try
        {
            return new VerifiedIdentity(_mspId, serialized, certificate, key, role, isAdmin, issuer.Identifier);
        }
        catch (JsonException e)
        {
            throw Refused(IdentityErrorReason.Malformed, $"The attributes in the certificate \"{certificate.Subject}\" cannot be read: {e.Message}");
        }
    }

    private static InvalidIdentityException Refused(IdentityErrorReason reason, string message) => new(new IdentityError(reason, message));

    private static string Fingerprint(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return Convert.ToHexString(SHA256.HashData(certificate.RawData));
    }

    private static List<string> Units(X509Certificate2 certificate)
    {
        try
        {
            return SubjectName.Read(certificate.SubjectName)
                .Where(a => a.Oid == SubjectName.OrganizationalUnit).Select(a => a.Value).ToList();
        }
        catch (AsnContentException)
        {
            throw Refused(IdentityErrorReason.Malformed, "The subject of the certificate cannot be read.");
        }
    }

    private static bool Has(List<string> units, string name, byte[]? certifier, CertifyingAuthority issuer) =>
        units.Contains(name) && (certifier is null || certifier.AsSpan().SequenceEqual(issuer.Identifier));

    private CertifyingAuthority FindIssuer(X509Certificate2 certificate)
    {
        CertificateBody signed;
        try
        {
            signed = new CertificateBody(certificate.RawData);
        }
        catch (AsnContentException)
        {
            throw Refused(IdentityErrorReason.Malformed, "The certificate is not well-formed.");
        }

        var issuer = _authorities.Find(a => a.Issued(certificate, signed))
            ?? throw Refused(IdentityErrorReason.NotIssuedByMsp, $"The certificate \"{certificate.Subject}\" was not issued by an authority of {_mspId}.");
        if (issuer.HasIntermediates)
        {
            throw Refused(IdentityErrorReason.NotIssuedByMsp, $"The certificate \"{certificate.Subject}\" was issued by \"{issuer.Certificate.Subject}\", which in {_mspId} only issues intermediates.");
        }

        // Fabric judges the chain at the beginning of the leaf's validity, so that later expiry does not undo history.
        if (!issuer.IsValidAt(certificate.NotBefore.ToUniversalTime().AddSeconds(1)))
        {
            throw Refused(IdentityErrorReason.NotIssuedByMsp, $"An authority of {_mspId} was not valid when it issued the certificate \"{certificate.Subject}\".");
        }

        return issuer;
    }

    private void CheckRequiredUnits(X509Certificate2 certificate, List<string> units, CertifyingAuthority issuer)
    {
        if (_requiredUnits.Count > 0 && !_requiredUnits.Exists(u => Has(units, u.Name, u.Certifier, issuer)))
        {
            throw Refused(IdentityErrorReason.MissingOrganizationalUnit, $"The certificate \"{certificate.Subject}\" has none of the organizational units that {_mspId} requires.");
        }
    }

    private NodeRole Classify(X509Certificate2 certificate, List<string> units, CertifyingAuthority issuer)
    {
        if (_roles is null)
        {
            return NodeRole.None;
        }

        // As in Fabric, a unit that is written twice counts twice, and one certified by the wrong authority spoils the identity.
        var found = units.Select(u => _roles.Find(r => r.Name == u)).Where(r => r.Name is not null).ToList();
        if (found.Exists(r => r.Certifier is not null && !r.Certifier.AsSpan().SequenceEqual(issuer.Identifier)))
        {
            throw Refused(IdentityErrorReason.NoRole, $"The certificate \"{certificate.Subject}\" of {_mspId} claims a role that its issuer may not give.");
        }

        return found.Count switch
        {
            1 => found[0].Role,
            0 => throw Refused(IdentityErrorReason.NoRole, $"The certificate \"{certificate.Subject}\" of {_mspId} has no organizational unit that makes it a client, peer, admin or orderer."),
            _ => throw Refused(IdentityErrorReason.SeveralRoles, $"The certificate \"{certificate.Subject}\" of {_mspId} claims several roles: {string.Join(", ", found.Select(r => r.Role))}."),
        };
    }

    private byte[]? Certifier(OrganizationalUnitIdentifier unit)
    {
        if (unit.CertificatePem is null)
        {
            return null;
        }

        using var certificate = X509Certificate2.CreateFromPem(unit.CertificatePem);
        return (_authorities.Find(a => a.Certificate.RawData.AsSpan().SequenceEqual(certificate.RawData))
            ?? throw new CryptographicException($"The certifier of organizational unit {unit.Name} is not an authority of MSP {_mspId}.")).Identifier;
    }
}
