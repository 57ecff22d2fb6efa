namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>A place in the ledger's events.</summary>
/// <param name="BlockNumber">The first block to look at.</param>
/// <param name="AfterTransactionId">Continue after this transaction of the block; <c>null</c>: from the block's start.</param>
internal sealed record EventPosition(ulong BlockNumber, string? AfterTransactionId = null);
