namespace Fabric.Client.Resilience;

/// <summary>In what way the ledger failed.</summary>
public enum LedgerFailure
{
    /// <summary>The chaincode refused the request; the exception has its code.</summary>
    Refused,

    /// <summary>A peer, an orderer or the chaincode could not be reached. Nothing was changed.</summary>
    Unavailable,

    /// <summary>No answer in time. Nothing was changed.</summary>
    Timeout,

    /// <summary>Another transaction changed what this one had read (MVCC or phantom conflict).</summary>
    Conflict,

    /// <summary>The endorsing peers did not agree, since they were not equally far. Nothing was changed.</summary>
    Diverged,

    /// <summary>It was submitted, and whether it was recorded could not be learned.</summary>
    OutcomeUnknown,

    /// <summary>It was recorded as invalid for another reason than a conflict.</summary>
    Invalid,

    /// <summary>The peers or orderers refused it for a reason of their own.</summary>
    Rejected,

    /// <summary>There is no such transaction or block.</summary>
    NotFound,
}
