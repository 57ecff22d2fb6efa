namespace Fabric.Client;

/// <summary>A transaction was ordered, but validation refused it, so that it changed nothing.</summary>
/// <remarks><see cref="GatewayException.StatusCode"/> is <see cref="StatusCode.Aborted"/>, although no call failed.</remarks>
public sealed class CommitException : GatewayException
{
    internal CommitException(CommitStatus status)
        : base(FormattableString.Invariant($"Transaction {status.TransactionId} in block {status.BlockNumber} is not valid: {status.Code} ({(int)status.Code})."), status.TransactionId, StatusCode.Aborted)
    {
        Code = status.Code;
        BlockNumber = status.BlockNumber;
    }

    /// <summary>Why the transaction is not valid.</summary>
    public TxValidationCode Code { get; }

    /// <summary>The block that holds the transaction.</summary>
    public ulong BlockNumber { get; }
}
