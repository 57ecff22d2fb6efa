using Fabric.DevLedger.Storage;

namespace Fabric.DevLedger.Chaincode;

/// <summary>The entries of a range, and whether a limit stopped it before its end.</summary>
internal sealed record ScanAnswer(IReadOnlyList<ScannedEntry> Entries, bool More);
