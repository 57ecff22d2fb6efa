namespace Fabric.Client;

/// <summary>A transaction that the ordering service has taken and that may not be committed yet.</summary>
public sealed class SubmittedTransaction : Commit
{
    internal SubmittedTransaction(ClientConnection connection, string transactionId, SignedCommitStatusRequest message, ReadOnlyMemory<byte> result)
        : base(connection, transactionId, message) => Result = result;

    /// <summary>What the transaction returned. It is not final before the transaction is committed.</summary>
    public ReadOnlyMemory<byte> Result { get; }
}
