namespace Fabric.Client.Resilience;

/// <summary>One transaction on its way.</summary>
public interface IPendingTransaction
{
    /// <summary>Its id.</summary>
    string TransactionId { get; }

    /// <summary>
    /// Once endorsed: it would write nothing and has no event, so that nobody could say whether it was recorded. So is the
    /// answer to a request that was made before: what it answers is on the ledger already.
    /// </summary>
    bool ChangesNothing => false;

    /// <summary>Sends the proposal; repeating sends the same bytes.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What the transaction answered.</returns>
    /// <exception cref="LedgerException">It was not endorsed.</exception>
    Task<ReadOnlyMemory<byte>> EndorseAsync(CancellationToken cancellationToken);

    /// <summary>Submits the endorsed transaction; repeating sends the same bytes.</summary>
    /// <param name="cancellationToken">Gives up; it may be ordered all the same.</param>
    /// <exception cref="LedgerException">The orderers did not take it, or it is not known whether they did.</exception>
    Task SubmitAsync(CancellationToken cancellationToken);

    /// <summary>Waits for its block.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerException">The peer did not say.</exception>
    Task<CommitStatus> CommitStatusAsync(CancellationToken cancellationToken);
}
