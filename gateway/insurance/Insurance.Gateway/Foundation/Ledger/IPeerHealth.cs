namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>A peer that says whether its ledger can be written.</summary>
internal interface IPeerHealth
{
    /// <summary>What keeps the ledger from being written.</summary>
    /// <returns><c>null</c> when nothing does, or when the peer does not say, as Fabric's do not.</returns>
    Task<string?> ProblemAsync(CancellationToken cancellationToken);
}
