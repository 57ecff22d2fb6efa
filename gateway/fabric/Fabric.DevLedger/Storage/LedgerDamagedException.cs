namespace Fabric.DevLedger.Storage;

/// <summary>The ledger on disk is not what was once committed; nothing may be built on it.</summary>
internal sealed class LedgerDamagedException(ulong? block, string message) : Exception(message)
{
    /// <summary>The first block that is wrong, where that is known.</summary>
    public ulong? Block { get; } = block;
}
