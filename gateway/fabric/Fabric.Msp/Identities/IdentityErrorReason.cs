namespace Fabric.Msp;

/// <summary>Why an identity is refused.</summary>
public enum IdentityErrorReason
{
    /// <summary>The bytes are not a serialized identity with an X.509 certificate in PEM.</summary>
    Malformed,

    /// <summary>No definition of the MSP is known.</summary>
    UnknownMsp,

    /// <summary>The certificate was not issued by an authority of the MSP it names.</summary>
    NotIssuedByMsp,

    /// <summary>The certificate is an authority's own, which cannot act as an identity.</summary>
    IsCertificateAuthority,

    /// <summary>The public key is not ECDSA on P-256 or P-384.</summary>
    UnsupportedKey,

    /// <summary>The certificate's validity has ended.</summary>
    Expired,

    /// <summary>The certificate's validity has not begun.</summary>
    NotYetValid,

    /// <summary>The certificate, or one above it, is on a revocation list.</summary>
    Revoked,

    /// <summary>None of the certificate's organizational units gives it a role that the MSP requires.</summary>
    NoRole,

    /// <summary>The certificate's organizational units give it more than one role.</summary>
    SeveralRoles,

    /// <summary>The certificate has none of the organizational units that the MSP requires of its members.</summary>
    MissingOrganizationalUnit,
}
