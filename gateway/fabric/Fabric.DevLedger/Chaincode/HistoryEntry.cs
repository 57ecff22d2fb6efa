namespace Fabric.DevLedger.Chaincode;

/// <summary>One write to a key, as it was committed.</summary>
internal sealed record HistoryEntry(string TransactionId, Timestamp Timestamp, bool IsDelete, byte[] Value);
