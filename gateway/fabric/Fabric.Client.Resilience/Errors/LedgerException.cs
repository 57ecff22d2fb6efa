namespace Fabric.Client.Resilience;

/// <summary>A ledger call failed.</summary>
/// <param name="failure">In what way.</param>
/// <param name="message">For the log, not for callers; for <see cref="LedgerFailure.Refused"/> the chaincode's sentence.</param>
/// <param name="inner">What the client library threw.</param>
public sealed class LedgerException(LedgerFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The <see cref="ValidationCode"/> of a transaction whose endorsers do not satisfy a policy. Neither would another attempt's: peers are planned by the same policy.</summary>
    public const string EndorsementPolicyFailure = "ENDORSEMENT_POLICY_FAILURE";

    /// <summary>In what way it failed.</summary>
    public LedgerFailure Failure { get; } = failure;

    /// <summary>
    /// The chaincode's code, for <see cref="LedgerFailure.Refused"/>, where what it says is a JSON object with the members <c>code</c> and
    /// <c>message</c>, and perhaps <c>field</c>, <c>further</c> (objects of these three) and <c>omitted</c>.
    /// </summary>
    /// <value><see langword="null"/> where it is not.</value>
    public string? Code { get; init; }

    /// <summary>The field the chaincode names, as in the request's JSON.</summary>
    public string? Field { get; init; }

    /// <summary>What else the chaincode finds wrong with the request.</summary>
    public IReadOnlyList<RefusalDetail> Further { get; init; } = [];

    /// <summary>How much more it found than it named.</summary>
    public int Omitted { get; init; }

    /// <summary>The transaction, where one was made.</summary>
    public string? TransactionId { get; init; }

    /// <summary>For a transaction submitted: it is certain that no orderer has it.</summary>
    public bool ReachedNobody { get; init; }

    /// <summary>The first block that the peer has, when it was asked for an older one: it joined the channel by a snapshot.</summary>
    public ulong? FirstBlock { get; init; }

    /// <summary>Fabric's validation code by its name in the protocol, for a transaction that was recorded and is not valid.</summary>
    public string? ValidationCode { get; init; }
}
