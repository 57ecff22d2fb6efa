namespace Fabric.DevLedger.Storage;

/// <summary>What a ledger file is, by its first bytes.</summary>
internal enum LedgerFormat
{
    /// <summary>There is none yet.</summary>
    None,

    /// <summary>Of a release that did not keep checksums of pages.</summary>
    Unchecked,

    /// <summary>With checksums of pages.</summary>
    Checked,

    /// <summary>No ledger file.</summary>
    Unknown,
}
