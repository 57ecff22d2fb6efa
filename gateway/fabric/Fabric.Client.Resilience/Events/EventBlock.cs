namespace Fabric.Client.Resilience;

/// <summary>What a block has of the chaincode's events; blocks without any are reported too, so that who reads knows how far it is.</summary>
/// <param name="Number">The block's number.</param>
/// <param name="Transactions">Its transactions in order, with those that are invalid or of other chaincodes.</param>
/// <param name="Events">The chaincode's events of its valid transactions, in order.</param>
internal sealed record EventBlock(ulong Number, IReadOnlyList<(string Id, bool IsValid)> Transactions, IReadOnlyList<CommittedChaincodeEvent> Events);
