namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>How a transaction was recorded.</summary>
/// <param name="ValidationCode">Fabric's TxValidationCode by its name in the protocol, <c>VALID</c> when it took effect.</param>
/// <param name="BlockNumber">The block it is in.</param>
internal sealed record CommitOutcome(string ValidationCode, ulong BlockNumber)
{
    /// <summary>Its endorsers do not satisfy a policy, and neither would another attempt: peers are planned by the same policy.</summary>
    public const string PolicyFailure = "ENDORSEMENT_POLICY_FAILURE";

    /// <summary>True when it took effect.</summary>
    public bool IsValid => ValidationCode == "VALID";

    /// <summary>True when running the whole transaction again may succeed.</summary>
    public bool IsConflict => ValidationCode is "MVCC_READ_CONFLICT" or "PHANTOM_READ_CONFLICT";

    /// <summary>
    /// True when the verdict is on another envelope that bears the transaction's id: what this gateway submits is well formed, signed
    /// and proves its id. Fabric answers by the first envelope recorded under an id, whoever wrote it, so ours may be in force.
    /// </summary>
    public bool IsAnothers => ValidationCode is "NIL_ENVELOPE" or "BAD_PAYLOAD" or "BAD_COMMON_HEADER" or "BAD_CREATOR_SIGNATURE"
        or "BAD_PROPOSAL_TXID" or "UNSUPPORTED_TX_PAYLOAD" or "TARGET_CHAIN_NOT_FOUND" or "DUPLICATE_TXID";
}
