namespace Fabric.DevLedger.Endorsement;

/// <summary>What one transaction writes into one private collection.</summary>
/// <param name="Hash">SHA-256 of the collection's serialized write set, as it stands in the public read-write set.</param>
internal sealed record PrivateWriteSet(string Chaincode, string Collection, IReadOnlyList<PrivateWrite> Writes, byte[] Hash);
