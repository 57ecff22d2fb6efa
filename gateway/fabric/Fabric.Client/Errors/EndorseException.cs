namespace Fabric.Client;

/// <summary>A transaction was not endorsed.</summary>
/// <remarks>Nothing was ordered. <see cref="GatewayException.Details"/> says what each endorser said.</remarks>
public sealed class EndorseException : GatewayException
{
    internal EndorseException(string transactionId, RpcException cause)
        : base("The transaction was not endorsed", transactionId, cause)
    {
    }
}
