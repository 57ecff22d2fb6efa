using System.Text.Json;
using Grpc.Core;
using Insurance.Gateway.Errors;
using Microsoft.AspNetCore.Http;

namespace Insurance.Gateway.Http;

/// <summary>Errors over plain HTTP, in the shape of the Connect protocol.</summary>
internal static class HttpErrors
{
    /// <summary>The media type of a stream: one JSON object a line.</summary>
    public const string Lines = "application/x-ndjson";

    public static async Task WriteAsync(HttpContext context, ApiException error)
    {
        if (context.Response.HasStarted)
        {
            await EndAsync(context, error);
            return;
        }

        context.Response.StatusCode = error.Code switch
        {
            "INPUT_TOO_LARGE" => StatusCodes.Status413PayloadTooLarge,
            "REQUEST_TOO_SLOW" => StatusCodes.Status408RequestTimeout,
            "VERB_NOT_ALLOWED" => StatusCodes.Status405MethodNotAllowed,
            _ => HttpStatus(error.Status),
        };
        if (error.RetryAfter is { } pause)
        {
            context.Response.Headers.RetryAfter = Seconds(pause);
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Body(error), context.RequestAborted);
    }

    /// <summary>The header's value: whole seconds, rounded up.</summary>
    internal static string Seconds(TimeSpan pause) =>
        Math.Ceiling(pause.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);

    // A stream has sent its status: the error is its last line, as in the Connect protocol's end of stream.
    private static async Task EndAsync(HttpContext context, ApiException error)
    {
        if (context.Response.ContentType != Lines)
        {
            context.Abort();
            return;
        }

        byte[] line = [.. "{\"error\":"u8, .. Body(error), .. "}\n"u8];
        await context.Response.Body.WriteAsync(line, context.RequestAborted);
    }

    internal static byte[] Body(ApiException error)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("code", Name(error.Status));
            json.WriteString("message", error.Message);
            json.WriteStartArray("details");
            json.WriteStartObject();
            json.WriteString("reason", error.Code);
            json.WriteString("domain", RichStatus.Domain);
            if (error.Field is { } field)
            {
                json.WriteString("field", field);
            }

            if (error.Metadata.Count > 0)
            {
                json.WriteStartObject("metadata");
                foreach (var (key, value) in error.Metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    // The pairs of the Connect protocol.
    private static int HttpStatus(StatusCode status) => status switch
    {
        StatusCode.OK => 200,
        StatusCode.Cancelled => 499,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
        StatusCode.Unauthenticated => 401,
        StatusCode.PermissionDenied => 403,
        StatusCode.NotFound => 404,
        StatusCode.AlreadyExists or StatusCode.Aborted => 409,
        StatusCode.ResourceExhausted => 429,
        StatusCode.Unimplemented => 501,
        StatusCode.Unavailable => 503,
        StatusCode.DeadlineExceeded => 504,
        _ => 500,
    };

    private static string Name(StatusCode status) =>
        status == StatusCode.Cancelled ? "canceled" : JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
