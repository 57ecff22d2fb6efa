namespace Fabric.DevLedger.Storage;

/// <summary>How many blocks the ledger had when it was last written, and which one was the last.</summary>
/// <param name="Height">Their number.</param>
/// <param name="BlockHash">The header hash of the last of them; null without any, or when it is not known.</param>
internal sealed record AcknowledgedHeight(ulong Height, byte[]? BlockHash);
