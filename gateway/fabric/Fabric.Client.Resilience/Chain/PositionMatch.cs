namespace Fabric.Client.Resilience;

/// <summary>How a remembered place in the events fits the ledger that is there.</summary>
public enum PositionMatch
{
    /// <summary>The ledger has that transaction in that block, or cannot say: the peer joined by a snapshot made later.</summary>
    Agrees,

    /// <summary>The ledger has not come that far.</summary>
    Ahead,

    /// <summary>The ledger has that block, and in it not that transaction.</summary>
    Unknown,
}
