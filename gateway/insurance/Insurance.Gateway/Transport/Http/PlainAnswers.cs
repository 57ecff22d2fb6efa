namespace Insurance.Gateway.Transport.Http;

/// <summary>
/// Around everything the port answers: the headers that every answer has, and a coded body where the server itself would answer
/// with a bare status, as for paths and verbs that nothing is mapped to.
/// </summary>
internal sealed class PlainAnswers(FailureMapper failures)
{
    // A year, as browsers and scanners expect it. Other ports of the host are other programs' concern.
    private const string TransportSecurity = "max-age=31536000";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;

        // All answers are about one caller's business at one moment. Files of the page say otherwise themselves.
        headers.CacheControl = "no-store";
        headers.StrictTransportSecurity = TransportSecurity;
        headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            return;
        }
        catch (Exception error)
        {
            await HttpErrors.WriteAsync(context, failures.Map(error, context.Request.Path.Value ?? ""));
            return;
        }

        if (IsBare(context.Response) && !GrpcRefusals.IsGrpc(context.Request))
        {
            var path = context.Request.Path.Value ?? "";
            await HttpErrors.WriteAsync(context, failures.Map(Bare(context.Response.StatusCode, path), path));
        }
    }

    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentLength: null, ContentType: null };

    private static ApiException Bare(int status, string path) => status switch
    {
        StatusCodes.Status404NotFound => GatewayErrors.PathUnknown(path),
        StatusCodes.Status405MethodNotAllowed => GatewayErrors.VerbNotAllowed(),
        StatusCodes.Status408RequestTimeout => GatewayErrors.RequestTooSlow(),
        _ => GatewayErrors.RequestUnreadable(),
    };
}
