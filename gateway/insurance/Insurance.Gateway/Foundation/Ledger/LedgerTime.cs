using MovableClocks;

namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>The clock that the ledger's endorsers go by: when transactions are made, and what is past to whoever reads records.</summary>
/// <remarks>Certificates are judged by the machine's clock in any case.</remarks>
internal static class LedgerTime
{
    /// <summary>The machine's clock, unless the settings name the file of one that can be moved.</summary>
    public static TimeProvider Of(GatewaySettings settings, TimeProvider machine) =>
        settings.MovableClock is { } file ? new MovableClock(file, machine) : machine;
}
