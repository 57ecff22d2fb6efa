namespace Fabric.DevLedger.Endorsement;

/// <summary>How an endorser dealt with a proposal.</summary>
internal enum EndorserOutcome
{
    /// <summary>It ran and succeeded.</summary>
    Succeeded,

    /// <summary>It ran, and the chaincode answered with a failure.</summary>
    ChaincodeError,

    /// <summary>It was refused before it ran.</summary>
    Rejected,

    /// <summary>The peer could not run it.</summary>
    PeerFailed,
}
