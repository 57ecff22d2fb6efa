namespace Fabric.Msp;

/// <summary>Signers by their positions, as the evaluation of a policy meets them.</summary>
internal interface ISigners
{
    int Count { get; }

    /// <summary>Whether the signer at a position is one of those that a principal speaks of.</summary>
    bool Match(int signer, IdentityPrincipal principal);
}
