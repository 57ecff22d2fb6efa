namespace Fabric.Client.Resilience;

/// <summary>One transaction to evaluate or submit.</summary>
/// <param name="Transaction">The transaction's name.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Identity">The name of the identity that signs.</param>
public sealed record LedgerCall(string Transaction, IReadOnlyList<ReadOnlyMemory<byte>> Arguments, string Identity)
{
    /// <summary>The chaincode.</summary>
    /// <value><see langword="null"/> for the one that the ledger was opened for.</value>
    public string? Chaincode { get; init; }

    /// <summary>What the endorsers see and the ledger does not keep.</summary>
    /// <value>None by default.</value>
    public IReadOnlyDictionary<string, byte[]>? Transient { get; init; }
}
