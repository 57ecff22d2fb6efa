namespace Fabric.Msp;

/// <summary>Signers whose signatures have been verified.</summary>
internal readonly struct VerifiedSigners(IReadOnlyList<VerifiedIdentity> identities) : ISigners
{
    public int Count => identities.Count;

    public bool Match(int signer, IdentityPrincipal principal) => principal.Matches(identities[signer]);
}
