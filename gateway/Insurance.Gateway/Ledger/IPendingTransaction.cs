namespace Insurance.Gateway.Ledger;

/// <summary>One transaction on its way.</summary>
public interface IPendingTransaction
{
    /// <summary>Its id.</summary>
    string TransactionId { get; }

    /// <summary>Sends the proposal; repeating sends the same bytes.</summary>
    /// <returns>What the transaction answered.</returns>
    Task<ReadOnlyMemory<byte>> EndorseAsync(CancellationToken cancellationToken);

    /// <summary>Hands the endorsed transaction in; repeating sends the same bytes.</summary>
    Task SubmitAsync(CancellationToken cancellationToken);

    /// <summary>Waits for its block.</summary>
    Task<CommitOutcome> CommitStatusAsync(CancellationToken cancellationToken);
}
