namespace Fabric.DevLedger.Storage;

/// <summary>What came of making a ledger file anew.</summary>
/// <param name="Tip">The end of its chain.</param>
/// <param name="PrivateValues">Private values that were taken over.</param>
/// <param name="LostPrivateValues">Those that are committed and could not be: only their hashes are in blocks.</param>
/// <param name="OldFile">Where the file is that was replaced.</param>
internal sealed record RebuildReport(ChainTip Tip, long PrivateValues, long LostPrivateValues, string? OldFile = null);
