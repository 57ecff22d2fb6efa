namespace Fabric.Msp;

/// <summary>A set of identities a policy can speak of, decoded once so that matching is cheap.</summary>
public sealed class IdentityPrincipal
{
    private readonly Func<VerifiedIdentity, bool> _matches;

    private readonly MSPRole.Types.MSPRoleType? _role;

    private IdentityPrincipal(
        string? mspId, string text, Func<VerifiedIdentity, bool> matches, MSPRole.Types.MSPRoleType? role = null)
    {
        _role = role;
        MspId = mspId;
        Text = text;
        _matches = matches;
    }

    /// <summary>The organization whose identities match; <see langword="null"/> if any may.</summary>
    public string? MspId { get; }

    /// <summary><c>MspId.role</c> for a role, else a description in angle brackets.</summary>
    public string Text { get; }

    /// <summary>Whether any peer of the organization matches: the principal is its role member or peer.</summary>
    public bool IsOfEveryPeer => _role is MSPRole.Types.MSPRoleType.Member or MSPRole.Types.MSPRoleType.Peer;

    /// <summary>Decodes a principal; what cannot be decoded matches nobody, as in Fabric, and leaves the rest of a policy as it is.</summary>
    internal static IdentityPrincipal OfPolicy(MSPPrincipal principal)
    {
        try
        {
            return From(principal);
        }
        catch (FormatException)
        {
            return new IdentityPrincipal(null, "<unreadable>", _ => false);
        }
    }

    /// <summary>Decodes a principal.</summary>
    /// <param name="principal">The principal as the policy carries it.</param>
    /// <exception cref="FormatException">The principal is damaged or of an unknown kind.</exception>
    public static IdentityPrincipal From(MSPPrincipal principal)
    {
        try
        {
            return principal.PrincipalClassification switch
            {
                MSPPrincipal.Types.Classification.Role => FromRole(MSPRole.Parser.ParseForeign(principal.Principal)),
                MSPPrincipal.Types.Classification.OrganizationUnit => FromUnit(OrganizationUnit.Parser.ParseForeign(principal.Principal)),
                MSPPrincipal.Types.Classification.Identity => FromIdentity(SerializedIdentity.Parser.ParseForeign(principal.Principal)),
                MSPPrincipal.Types.Classification.Anonymity => FromAnonymity(MSPIdentityAnonymity.Parser.ParseForeign(principal.Principal)),
                MSPPrincipal.Types.Classification.Combined => FromCombined(CombinedPrincipal.Parser.ParseForeign(principal.Principal)),
                _ => throw new FormatException($"Principals of kind {(int)principal.PrincipalClassification} are not known."),
            };
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new FormatException("The principal cannot be decoded.", e);
        }
    }

    /// <summary>The principal of a role in an organization.</summary>
    /// <param name="mspId">The MSP id.</param>
    /// <param name="role">The role.</param>
    public static MSPPrincipal Role(string mspId, MSPRole.Types.MSPRoleType role) => new()
    {
        PrincipalClassification = MSPPrincipal.Types.Classification.Role,
        Principal = new MSPRole { MspIdentifier = mspId, Role = role }.ToByteString(),
    };

    /// <summary>Whether an identity belongs to the set.</summary>
    /// <param name="identity">A verified identity.</param>
    public bool Matches(VerifiedIdentity identity) => _matches(identity);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Whether whoever is chosen to stand for another principal, a peer where one may be, matches this one.</summary>
    internal bool Covers(IdentityPrincipal other) =>
        MspId is not null && MspId == other.MspId
        && (Text == other.Text || _role is MSPRole.Types.MSPRoleType.Member || (IsOfEveryPeer && other.IsOfEveryPeer));

    private static IdentityPrincipal FromRole(MSPRole role)
    {
        var mspId = role.MspIdentifier;
        return role.Role switch
        {
            MSPRole.Types.MSPRoleType.Member => Of("member", _ => true),
            MSPRole.Types.MSPRoleType.Admin => Of("admin", i => i.IsAdmin),
            MSPRole.Types.MSPRoleType.Client => Of("client", i => i.Role == NodeRole.Client),
            MSPRole.Types.MSPRoleType.Peer => Of("peer", i => i.Role == NodeRole.Peer),
            MSPRole.Types.MSPRoleType.Orderer => Of("orderer", i => i.Role == NodeRole.Orderer),
            _ => throw new FormatException($"Role {(int)role.Role} of {mspId} is not known."),
        };

        IdentityPrincipal Of(string name, Func<VerifiedIdentity, bool> hasRole) =>
            new(mspId, $"{mspId}.{name}", i => i.MspId == mspId && hasRole(i), role.Role);
    }

    private static IdentityPrincipal FromUnit(OrganizationUnit unit)
    {
        var certifiers = unit.CertifiersIdentifier.ToByteArray();
        var name = unit.OrganizationalUnitIdentifier;
        var mspId = unit.MspIdentifier;
        return new IdentityPrincipal(
            mspId,
            $"<unit {name} of {mspId}>",
            i => i.MspId == mspId
                && i.OrganizationalUnits.Contains(name)
                && i.CertifiersIdentifier.AsSpan().SequenceEqual(certifiers));
    }

    private static IdentityPrincipal FromIdentity(SerializedIdentity identity)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(identity.IdBytes.ToStringUtf8());
            var der = certificate.RawData;
            var mspId = identity.Mspid;
            return new IdentityPrincipal(
                mspId,
                $"<identity {certificate.Subject} of {mspId}>",
                i => i.MspId == mspId && i.Certificate.Span.SequenceEqual(der));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new FormatException($"The identity of {identity.Mspid} that a principal names has no certificate.", e);
        }
    }

    private static IdentityPrincipal FromAnonymity(MSPIdentityAnonymity anonymity)
    {
        // X.509 identities are never anonymous.
        var nominal = anonymity.AnonymityType == MSPIdentityAnonymity.Types.MSPIdentityAnonymityType.Nominal;
        return new IdentityPrincipal(null, nominal ? "<nominal>" : "<anonymous>", _ => nominal);
    }

    private static IdentityPrincipal FromCombined(CombinedPrincipal combined)
    {
        if (combined.Principals.Count == 0)
        {
            throw new FormatException("A combined principal names no principals.");
        }

        var parts = combined.Principals.Select(OfPolicy).ToArray();
        return new IdentityPrincipal(
            Array.Find(parts, p => p.MspId is not null)?.MspId,
            $"<{string.Join(" and ", parts.Select(p => p.Text))}>",
            i => Array.TrueForAll(parts, p => p.Matches(i)));
    }
}
