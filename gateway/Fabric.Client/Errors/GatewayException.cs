using Grpc.Core;

namespace Fabric.Client;

/// <summary>A step of a transaction, or an event stream, failed.</summary>
public class GatewayException : Exception
{
    internal GatewayException(string what, string? transactionId, RpcException cause)
        : this(what, transactionId, cause, StatusDetails.Read(cause))
    {
    }

    internal GatewayException(string message, string? transactionId, StatusCode statusCode)
        : base(message)
    {
        TransactionId = transactionId;
        StatusCode = statusCode;
        Details = [];
    }

    private GatewayException(string what, string? transactionId, RpcException cause, IReadOnlyList<ErrorDetail> details)
        : base(Describe(what, cause, details), cause)
    {
        TransactionId = transactionId;
        StatusCode = TransportFailure.CodeOf(cause);
        Details = details;
    }

    /// <summary>The transaction concerned; <see langword="null"/> for event streams.</summary>
    public string? TransactionId { get; }

    /// <summary>The gRPC status code of the failed call; <c>Unavailable</c> for a connection that failed, however the gRPC stack names it.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>What endorsers or orderers said, if the gateway passed it on.</summary>
    public IReadOnlyList<ErrorDetail> Details { get; }

    private static string Describe(string what, RpcException cause, IReadOnlyList<ErrorDetail> details)
    {
        var message = $"{what}: {TransportFailure.CodeOf(cause)}, {cause.Status.Detail}";
        return details.Count == 0 ? message : $"{message} ({string.Join("; ", details)})";
    }
}
