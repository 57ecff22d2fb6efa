namespace Fabric.Msp;

/// <summary>Signers of whom only the principal is known that each of them stands for.</summary>
internal readonly struct PlannedSigners(IReadOnlyList<IdentityPrincipal> principals) : ISigners
{
    public int Count => principals.Count;

    public bool Match(int signer, IdentityPrincipal principal) => principal.Covers(principals[signer]);
}
