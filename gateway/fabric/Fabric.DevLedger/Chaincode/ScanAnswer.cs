namespace Fabric.DevLedger.Chaincode;

/// <summary>Some entries of a range.</summary>
/// <param name="Entries">In the order of keys.</param>
/// <param name="More">That the limit of the scan stopped it before its end; for the last part only.</param>
/// <param name="Continues">That another part follows.</param>
internal sealed record ScanAnswer(IReadOnlyList<ScannedEntry> Entries, bool More, bool Continues = false);
