namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>One transaction on its way.</summary>
internal interface IPendingTransaction
{
    /// <summary>Its id.</summary>
    string TransactionId { get; }

    /// <summary>
    /// Once endorsed: it would write nothing and has no event, so that nobody could tell whether it was recorded. So is the
    /// answer to a request that was made before: what it answers is on the ledger already.
    /// </summary>
    bool ChangesNothing => false;

    /// <summary>Sends the proposal; repeating sends the same bytes.</summary>
    /// <returns>What the transaction answered.</returns>
    Task<ReadOnlyMemory<byte>> EndorseAsync(CancellationToken cancellationToken);

    /// <summary>Hands the endorsed transaction in; repeating sends the same bytes.</summary>
    Task SubmitAsync(CancellationToken cancellationToken);

    /// <summary>Waits for its block.</summary>
    Task<CommitOutcome> CommitStatusAsync(CancellationToken cancellationToken);
}
