namespace Fabric.Audit;

/// <summary>An event that the chaincode's endorsement policy does not vouch for.</summary>
/// <param name="Block">The block it is in.</param>
/// <param name="TransactionId">The valid transaction that raised it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Endorsers">The organizations whose peers endorsed it.</param>
/// <remarks>
/// Fabric judges a transaction by the policies of what it writes: where these are all a collection's or a key's own, the chaincode's policy is
/// not asked, and the event is vouched for by no more endorsers than the writes.
/// </remarks>
public sealed record EventBesidePolicy(ulong Block, string TransactionId, string Name, IReadOnlyList<string> Endorsers);
