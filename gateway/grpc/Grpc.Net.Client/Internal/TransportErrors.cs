using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>What failures of HTTP/2 and of connections mean to a call.</summary>
internal static class TransportErrors
{
    private const string Http1Hint =
        " The server may speak only HTTP/1.1, or may expect TLS: gRPC needs HTTP/2, over https:// or with prior knowledge over http://.";

    private const long ProtocolError = 0x1;
    private const long Http11Required = 0xd;

    public static Status ToStatus(Exception exception)
    {
        var code = CodeOf(exception, out var hint);
        return new Status(code, ErrorMessages.Build("gRPC call failed.", exception) + hint, exception);
    }

    private static StatusCode CodeOf(Exception exception, out string hint)
    {
        hint = "";
        var code = StatusCode.Internal;
        for (Exception? current = exception; current is not null; current = current.InnerException)
        {
            switch (current)
            {
                case HttpProtocolException protocol:
                    hint = protocol.ErrorCode is ProtocolError or Http11Required && exception is HttpRequestException ? Http1Hint : "";
                    return CodeOfReset(protocol.ErrorCode);
                case HttpRequestException { HttpRequestError: HttpRequestError.VersionNegotiationError }:
                    hint = Http1Hint;
                    return StatusCode.Internal;
                case HttpRequestException { HttpRequestError: HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse }:
                    hint = Http1Hint;
                    break;
                case HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError or HttpRequestError.ResponseEnded
                }:
                case SocketException or IOException or AuthenticationException:
                    code = StatusCode.Unavailable;
                    break;
                case OperationCanceledException when code == StatusCode.Internal:
                    code = StatusCode.Cancelled;
                    break;
            }
        }

        return code;
    }

    // The mapping of the gRPC over HTTP/2 protocol.
    private static StatusCode CodeOfReset(long errorCode) => errorCode switch
    {
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM: the server did not start on it
        0x8 => StatusCode.Cancelled, // CANCEL
        0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };
}
