using System.Globalization;
using Grpc.Core;
using Grpc.Core.Internal;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Tells gRPC requests from others, and says to the others what is wrong.</summary>
internal static class RequestChecks
{
    public static bool IsGrpc(HttpContext http) =>
        IsHttp2(http) && Protocol.IsGrpcContentType(http.Request.ContentType);

    /// <summary>Answers a request that cannot be a gRPC call.</summary>
    public static Task RefuseAsync(HttpContext http)
    {
        if (!Protocol.IsGrpcContentType(http.Request.ContentType))
        {
            var contentType = http.Request.ContentType;
            return RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType, contentType is null
                ? "Content-Type is missing from the request."
                : $"Content-Type '{contentType}' is not supported.");
        }

        http.Response.Headers.Upgrade = "HTTP/2";
        return RefuseAsync(
            http,
            StatusCodes.Status426UpgradeRequired,
            $"Request protocol '{http.Request.Protocol}' is not supported: gRPC needs HTTP/2, over TLS with ALPN or in clear text with prior knowledge.");
    }

    private static bool IsHttp2(HttpContext http) =>
        HttpProtocol.IsHttp2(http.Request.Protocol) || HttpProtocol.IsHttp3(http.Request.Protocol);

    private static Task RefuseAsync(HttpContext http, int status, string message)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.Headers[Protocol.StatusHeader] = ((int)StatusCode.Internal).ToString(CultureInfo.InvariantCulture);
        response.Headers[Protocol.MessageHeader] = PercentEncoding.Encode(message);
        if (IsHttp2(http))
        {
            return Task.CompletedTask;
        }

        // Nobody who speaks HTTP/1.1 reads gRPC headers.
        response.ContentType = "text/plain";
        return response.WriteAsync(message + "\n");
    }
}
