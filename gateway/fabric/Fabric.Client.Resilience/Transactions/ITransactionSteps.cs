namespace Fabric.Client.Resilience;

/// <summary>
/// The single steps of Fabric's transaction flow; each call is one attempt. <see cref="FabricSteps"/> takes them through a peer; tests
/// script them.
/// </summary>
public interface ITransactionSteps : ILedgerReader
{
    /// <summary>Makes a proposal with a new transaction id; nothing is sent.</summary>
    /// <param name="call">The transaction.</param>
    IPendingTransaction Propose(LedgerCall call);

    /// <summary>The chaincode's events; the stream ends with an exception when the peer goes away.</summary>
    /// <param name="start">Where to begin; absent, or without a block: with the next one.</param>
    /// <param name="identity">The name of the identity that asks.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="LedgerException">The peer refused, went away, or does not have the block.</exception>
    IAsyncEnumerable<CommittedChaincodeEvent> EventsAsync(EventOptions? start, string identity, CancellationToken cancellationToken);
}
