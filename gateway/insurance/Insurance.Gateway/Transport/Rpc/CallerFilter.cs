namespace Insurance.Gateway.Transport.Rpc;

/// <summary>
/// Refuses gRPC calls of strangers before their message is received, as the JSON form does: a message is in memory as a whole
/// before its method runs.
/// </summary>
internal sealed class CallerFilter(MethodTable methods, ConnectionCaller callers, FailureMapper failures)
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "";
        if (GrpcRefusals.IsGrpc(context.Request) && methods.Find(path) is { Rule.ByToken: false })
        {
            try
            {
                callers.Admit(context);
            }
            catch (ApiException refused)
            {
                Refuse(context, failures.Map(refused, path));
                return Task.CompletedTask;
            }
        }

        return next(context);
    }

    // The status in the headers, of a response that has nothing else.
    private static void Refuse(HttpContext context, ApiException error)
    {
        var headers = context.Response.Headers;
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/grpc";
        headers["grpc-status"] = ((int)error.Status).ToString(CultureInfo.InvariantCulture);
        headers["grpc-message"] = Encode(error.Message);
        headers["grpc-status-details-bin"] = Convert.ToBase64String(RichStatus.ToStatus(error).ToByteArray());
    }

    // The percent-encoding of gRPC's protocol.
    private static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            _ = octet is >= 0x20 and <= 0x7e and not (byte)'%'
                ? encoded.Append((char)octet)
                : encoded.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }
}
