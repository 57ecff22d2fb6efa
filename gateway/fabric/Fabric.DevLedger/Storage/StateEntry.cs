namespace Fabric.DevLedger.Storage;

/// <summary>What the ledger holds under a key: for a private collection's hashes, the value is the value's hash.</summary>
internal sealed record StateEntry(byte[] Value, byte[]? Metadata, TransactionHeight Version);
