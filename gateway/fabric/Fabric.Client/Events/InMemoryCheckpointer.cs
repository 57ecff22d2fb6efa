namespace Fabric.Client;

/// <summary>Remembers a position for the life of the process, enough to survive a broken connection.</summary>
public sealed class InMemoryCheckpointer : ICheckpointer
{
    /// <inheritdoc/>
    public ulong? BlockNumber { get; private set; }

    /// <inheritdoc/>
    public string? TransactionId { get; private set; }

    /// <inheritdoc/>
    public ValueTask CheckpointBlockAsync(ulong blockNumber, CancellationToken cancellationToken = default)
    {
        BlockNumber = checked(blockNumber + 1);
        TransactionId = null;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask CheckpointTransactionAsync(ulong blockNumber, string transactionId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(transactionId);
        BlockNumber = blockNumber;
        TransactionId = transactionId;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask CheckpointChaincodeEventAsync(CommittedChaincodeEvent chaincodeEvent, CancellationToken cancellationToken = default) =>
        CheckpointTransactionAsync(chaincodeEvent.BlockNumber, chaincodeEvent.TransactionId, cancellationToken);
}
