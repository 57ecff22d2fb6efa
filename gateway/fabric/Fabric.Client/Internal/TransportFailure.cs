using System.Security.Authentication;

namespace Fabric.Client;

/// <summary>
/// Distinguishes a connection that failed from an error of the server. A gRPC stack reports some broken connections, such as one
/// that the server closed at the moment of the call, as INTERNAL, which callers must not repeat; gRPC's own term is UNAVAILABLE.
/// </summary>
internal static class TransportFailure
{
    // RFC 9113, section 7: the server ends the connection in good order, or did not look at the request at all.
    private const long NoError = 0;
    private const long RefusedStream = 7;
    private const long Cancel = 8;

    public static StatusCode CodeOf(RpcException failure) =>
        failure.StatusCode is StatusCode.Internal or StatusCode.Unknown && IsTransport(failure.Status.DebugException)
            ? StatusCode.Unavailable
            : failure.StatusCode;

    /// <summary>
    /// The server watches a call's deadline too, and one in Go resets the stream with CANCEL when it has passed; where that
    /// arrives before this side's own timer, the stack says CANCELLED, although nobody here cancelled.
    /// </summary>
    public static bool IsDeadlineThere(RpcException failure) =>
        failure.StatusCode == StatusCode.Cancelled
        && failure.Status.DebugException is HttpProtocolException { ErrorCode: Cancel }
            or HttpRequestException { InnerException: HttpProtocolException { ErrorCode: Cancel } };

    private static bool IsTransport(Exception? cause) => cause switch
    {
        HttpProtocolException protocol => protocol.ErrorCode is NoError or RefusedStream,
        // Whoever listens there does not speak HTTP/2: asking again does not help.
        HttpRequestException { HttpRequestError: HttpRequestError.VersionNegotiationError or HttpRequestError.InvalidResponse } => false,
        HttpRequestException { InnerException: { } inner } => IsTransport(inner),
        HttpRequestException or IOException => true,
        // TLS that cannot be agreed on: there is no connection.
        AuthenticationException => true,
        _ => false,
    };
}
