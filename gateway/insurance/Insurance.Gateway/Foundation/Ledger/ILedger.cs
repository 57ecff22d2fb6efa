namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>The ledger as the gateway's operations see it. Retries are below it.</summary>
internal interface ILedger : ILedgerReader
{
    /// <summary>Runs a transaction, has it endorsed and ordered, and waits for its block.</summary>
    /// <returns>What the transaction answered.</returns>
    /// <exception cref="LedgerException">It failed.</exception>
    Task<ReadOnlyMemory<byte>> SubmitAsync(LedgerCall call, CancellationToken cancellationToken);

    /// <summary>The chaincode's events from a position on, then live, until cancelled.</summary>
    /// <param name="position">Where to begin; <c>null</c>: the next block.</param>
    /// <param name="role">The role whose identity asks.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    IAsyncEnumerable<LedgerEvent> EventsAsync(EventPosition? position, string role, CancellationToken cancellationToken);
}
