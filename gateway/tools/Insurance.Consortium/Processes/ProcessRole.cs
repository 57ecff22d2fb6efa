namespace Insurance.Consortium.Processes;

/// <summary>What a process of a consortium is; processes stop in this order, so that nobody loses whom it still calls.</summary>
public enum ProcessRole
{
    Gateway,
    Chaincode,
    Peer,
    Orderer,

    /// <summary>DevLedger: peers, orderer and chaincode in one.</summary>
    Ledger,
}
