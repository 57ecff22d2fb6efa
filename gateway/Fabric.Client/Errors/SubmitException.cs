using Grpc.Core;

namespace Fabric.Client;

/// <summary>An endorsed transaction could not be handed to the ordering service.</summary>
/// <remarks>After a broken connection or a missed deadline the transaction may have been ordered all the same: ask for its commit status, or submit the same transaction again, before making another.</remarks>
public sealed class SubmitException : GatewayException
{
    internal SubmitException(string transactionId, RpcException cause)
        : base("The transaction could not be submitted", transactionId, cause)
    {
    }
}
