namespace Fabric.Client;

/// <summary>An endorsed transaction could not be handed to the ordering service.</summary>
/// <remarks>
/// After a broken connection or a missed deadline the transaction may have been ordered all the same: ask for its commit status, or submit the
/// same transaction again, before making another. So it may when BFT orderers did not come to a quorum (<c>Unavailable</c>, "… to satisfy
/// quorum requirement"): <see cref="GatewayException.Details"/> then names only those that failed, and the others have it.
/// </remarks>
public sealed class SubmitException : GatewayException
{
    internal SubmitException(string transactionId, RpcException cause)
        : base("The transaction could not be submitted", transactionId, cause)
    {
    }
}
