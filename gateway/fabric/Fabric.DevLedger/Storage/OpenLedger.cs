namespace Fabric.DevLedger.Storage;

/// <summary>A ledger that was opened.</summary>
/// <param name="Writer">Writes it.</param>
/// <param name="Height">Where its height is kept.</param>
/// <param name="Tip">Its end; null for an empty one.</param>
/// <param name="Alarm">Raised when it is found damaged.</param>
/// <param name="Unverified">Not null when the whole is still to be verified: the collections whose values expire.</param>
internal sealed record OpenLedger(
    LedgerWriter Writer,
    HeightFile Height,
    ChainTip? Tip,
    DamageAlarm Alarm,
    IReadOnlySet<(string Chaincode, string Collection)>? Unverified) : IDisposable
{
    public void Dispose()
    {
        Writer.Dispose();
        Height.Dispose();
        Alarm.Dispose();
    }
}
