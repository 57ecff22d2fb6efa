namespace Fabric.DevLedger.Storage;

/// <summary>A stored key's metadata and version, without its value.</summary>
internal readonly record struct StateHead(byte[]? Metadata, TransactionHeight Version);
