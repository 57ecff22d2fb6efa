namespace Fabric.DevLedger.Endorsement;

/// <summary>A write to a private collection; no value means a deletion.</summary>
internal readonly record struct PrivateWrite(string Key, byte[]? Value);
