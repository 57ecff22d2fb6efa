namespace Fabric.DevLedger.Storage;

/// <summary>One key of a range in the order of keys.</summary>
internal readonly record struct ScannedEntry(string Key, byte[] Value, TransactionHeight Version);
