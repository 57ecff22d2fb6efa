namespace Fabric.Client;

/// <summary>The commit status of a transaction could not be obtained.</summary>
/// <remarks>The transaction may have been committed; ask again.</remarks>
public sealed class CommitStatusException : GatewayException
{
    internal CommitStatusException(string transactionId, RpcException cause)
        : base("The commit status could not be obtained", transactionId, cause)
    {
    }
}
