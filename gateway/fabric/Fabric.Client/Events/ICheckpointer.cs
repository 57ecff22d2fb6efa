namespace Fabric.Client;

/// <summary>Remembers what has been processed.</summary>
/// <remarks>For one stream and one writer at a time.</remarks>
public interface ICheckpointer : ICheckpoint
{
    /// <summary>Remembers that a whole block has been processed.</summary>
    /// <param name="blockNumber">Number of the block.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    ValueTask CheckpointBlockAsync(ulong blockNumber, CancellationToken cancellationToken = default);

    /// <summary>Remembers that a block has been processed up to and including a transaction.</summary>
    /// <param name="blockNumber">Number of the block.</param>
    /// <param name="transactionId">The transaction.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    ValueTask CheckpointTransactionAsync(ulong blockNumber, string transactionId, CancellationToken cancellationToken = default);

    /// <summary>Remembers that a chaincode event has been processed.</summary>
    /// <param name="chaincodeEvent">The event.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    ValueTask CheckpointChaincodeEventAsync(CommittedChaincodeEvent chaincodeEvent, CancellationToken cancellationToken = default) =>
        CheckpointTransactionAsync(chaincodeEvent.BlockNumber, chaincodeEvent.TransactionId, cancellationToken);
}
