namespace Insurance.Gateway.Ledger;

/// <summary>How a transaction was recorded.</summary>
/// <param name="ValidationCode">Fabric's TxValidationCode by its name in the protocol, <c>VALID</c> when it took effect.</param>
/// <param name="BlockNumber">The block it is in.</param>
public sealed record CommitOutcome(string ValidationCode, ulong BlockNumber)
{
    /// <summary>True when it took effect.</summary>
    public bool IsValid => ValidationCode == "VALID";

    /// <summary>True when running the whole transaction again may succeed.</summary>
    public bool IsConflict => ValidationCode is "MVCC_READ_CONFLICT" or "PHANTOM_READ_CONFLICT";
}
