namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>One transaction to evaluate or submit.</summary>
/// <param name="Transaction">The transaction's name.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Role">The role whose identity signs.</param>
internal sealed record LedgerCall(string Transaction, IReadOnlyList<ReadOnlyMemory<byte>> Arguments, string Role)
{
    /// <summary>The chaincode.</summary>
    /// <value><c>null</c>: the insurance chaincode.</value>
    public string? Chaincode { get; init; }

    /// <summary>What the endorsers see and the ledger does not keep.</summary>
    public IReadOnlyDictionary<string, byte[]>? Transient { get; init; }
}
