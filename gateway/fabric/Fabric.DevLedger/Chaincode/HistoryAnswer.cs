namespace Fabric.DevLedger.Chaincode;

/// <summary>Some versions of a key, newest first.</summary>
/// <param name="Entries">The versions.</param>
/// <param name="Continues">That another part follows.</param>
internal sealed record HistoryAnswer(IReadOnlyList<HistoryEntry> Entries, bool Continues);
