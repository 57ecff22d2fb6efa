namespace Fabric.DevLedger.Storage;

/// <summary>A block as it lies on disk, with the hash of its header.</summary>
internal sealed record StoredBlock(Block Block, byte[] Hash);
