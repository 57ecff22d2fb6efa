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
        CallerFault = FaultIn(details.Select(detail => detail.Message).Append(cause.Status.Detail));
    }

    /// <summary>The transaction concerned; <see langword="null"/> for event streams.</summary>
    public string? TransactionId { get; }

    /// <summary>The gRPC status code of the failed call; <c>Unavailable</c> for a connection that failed, however the gRPC stack names it.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>What endorsers or orderers said, if the gateway passed it on.</summary>
    public IReadOnlyList<ErrorDetail> Details { get; }

    /// <summary>What the caller has to repair; then it is no outage, also where <see cref="StatusCode"/> is <c>Unavailable</c>.</summary>
    /// <value><see cref="CallerFault.None"/> where no peer or orderer says otherwise.</value>
    public CallerFault CallerFault { get; }

    private static CallerFault FaultIn(IEnumerable<string> reasons)
    {
        foreach (var reason in reasons)
        {
            if (reason.Contains("client identity expired", StringComparison.Ordinal))
            {
                return CallerFault.IdentityExpired;
            }

            if (reason.Contains("request unauthorized due to incorrect timestamp", StringComparison.Ordinal))
            {
                return CallerFault.ClockOff;
            }
        }

        return CallerFault.None;
    }

    private static string Describe(string what, RpcException cause, IReadOnlyList<ErrorDetail> details)
    {
        var message = $"{what}: {TransportFailure.CodeOf(cause)}, {cause.Status.Detail}";
        return details.Count == 0 ? message : $"{message} ({string.Join("; ", details)})";
    }
}
