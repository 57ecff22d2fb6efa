namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>The single steps of Fabric's transaction flow; each call is one attempt.</summary>
internal interface ITransactionSteps : ILedgerReader
{
    /// <summary>Makes and signs a proposal with a new transaction id; nothing is sent.</summary>
    IPendingTransaction Propose(LedgerCall call);

    /// <summary>The chaincode's events; the stream ends with an exception when the peer goes away.</summary>
    IAsyncEnumerable<LedgerEvent> EventsAsync(EventPosition? position, string role, CancellationToken cancellationToken);
}
