namespace Fabric.DevLedger.Storage;

/// <summary>The end of the chain: its height, the last two header hashes and the last commit hash.</summary>
internal sealed record ChainTip(ulong Height, byte[] Hash, byte[] PreviousHash, byte[] CommitHash);
