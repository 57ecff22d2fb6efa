namespace Fabric.Audit;

/// <summary>Whether a transaction's id was used before.</summary>
internal enum IdUse
{
    /// <summary>By none.</summary>
    Free,

    /// <summary>Only by transactions to which it does not belong: Fabric's peers count them, DevLedger does not.</summary>
    Claimed,

    /// <summary>By one that peers remember.</summary>
    Used,
}
