namespace Insurance.Cli.Running;

/// <summary>What a process of a consortium is; processes stop in this order, so that nobody loses whom it still calls.</summary>
internal enum ProcessRole
{
    Gateway,
    Chaincode,
    Peer,
    Orderer,

    /// <summary>DevLedger: peers, orderer and chaincode in one.</summary>
    Ledger,
}
