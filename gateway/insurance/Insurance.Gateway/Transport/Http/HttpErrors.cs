namespace Insurance.Gateway.Transport.Http;

/// <summary>Errors over plain HTTP, in the shape of the Connect protocol.</summary>
internal static class HttpErrors
{
    /// <summary>The media type of a stream: one JSON object a line.</summary>
    public const string Lines = "application/x-ndjson";

    private const int MostBytes = 8000;

    // The answers are typed as JSON, which no browser takes for a page: nothing is escaped but what JSON demands.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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

    /// <summary>A text as JSON.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text, PlainText);

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
        // An escape takes up to six bytes, so how many of the violations fit is seen when they are written.
        for (var count = error.Violations.Any(violation => violation.Field.Length > 0) ? error.Violations.Count : 0; ; count /= 2)
        {
            if (Body(error, count) is { } body && (body.Length <= MostBytes || count == 0))
            {
                return body;
            }
        }
    }

    private static byte[] Body(ApiException error, int violations)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
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

            if (violations > 0)
            {
                WriteViolations(json, error.Violations.Take(violations));
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

    private static void WriteViolations(Utf8JsonWriter json, IEnumerable<Violation> violations)
    {
        json.WriteStartArray("violations");
        foreach (var violation in violations)
        {
            json.WriteStartObject();
            json.WriteString("field", violation.Field);
            json.WriteString("description", violation.Sentence);
            json.WriteString("reason", violation.Code);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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
