namespace Fabric.DevLedger.Storage;

/// <summary>A write to a private collection; no value means a deletion.</summary>
internal sealed record StoredPrivateWrite(string Chaincode, string Collection, string Key, byte[]? Value);
