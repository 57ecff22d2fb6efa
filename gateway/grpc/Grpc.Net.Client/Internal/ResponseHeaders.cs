using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>Reads what a response says about the call.</summary>
internal static class ResponseHeaders
{
    public static readonly Status NoStatus = new(StatusCode.Unknown, "No grpc-status found on response.");

    /// <summary>Looks at response headers.</summary>
    /// <returns>Null when messages may follow; otherwise the outcome of the call.</returns>
    public static Status? Check(HttpResponseMessage response)
    {
        // A response of headers only carries the status there, whatever its HTTP status says.
        if (StatusOf(response.Headers) is { } status)
        {
            return status;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new Status(CodeOf(response.StatusCode), $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}");
        }

        if (response.Version < HttpVersion.Version20)
        {
            return new Status(StatusCode.Internal, $"Bad gRPC response. Response protocol downgraded to HTTP/{response.Version}.");
        }

        var contentType = FirstOrNull(response.Content.Headers, "Content-Type");
        return Protocol.IsGrpcContentType(contentType)
            ? null
            : new Status(StatusCode.Unknown, $"Bad gRPC response. Invalid content-type value: {contentType ?? "(none)"}");
    }

    /// <summary>The status in headers or trailers; null where there is none.</summary>
    public static Status? StatusOf(HttpResponseHeaders headers)
    {
        var code = First(headers, Protocol.StatusHeader);
        if (code is null)
        {
            return null;
        }

        if (!int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new Status(StatusCode.Unknown, $"Unexpected grpc-status value: {code}");
        }

        // Reading the message before the number is known to be zero would be wasted on almost every call.
        return number == 0
            ? Status.DefaultSuccess
            : new Status((StatusCode)number, PercentEncoding.Decode(First(headers, Protocol.MessageHeader) ?? ""));
    }

    /// <summary>The first value of a header; null where there is none.</summary>
    public static string? First(HttpResponseHeaders headers, string name) => FirstOrNull(headers, name);

    /// <summary>The application's metadata in headers or trailers.</summary>
    public static Metadata ToMetadata(HttpResponseHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var header in headers.NonValidated)
        {
            if (Protocol.IsReserved(header.Key))
            {
                continue;
            }

            foreach (var value in header.Value)
            {
                Add(metadata, header.Key, value);
            }
        }

        return metadata;
    }

    // A header that is no valid metadata must not hide the call's outcome, so it is left out.
    private static void Add(Metadata metadata, string key, string value)
    {
        try
        {
            HeaderValues.AddTo(metadata, key, value);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
        }
    }

    private static string? FirstOrNull(HttpHeaders headers, string name)
    {
        if (headers.NonValidated.TryGetValues(name, out var values))
        {
            foreach (var value in values)
            {
                return value;
            }
        }

        return null;
    }

    // The mapping that the protocol's documentation gives for proxies and servers that know nothing of gRPC.
    private static StatusCode CodeOf(HttpStatusCode status) => (int)status switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
