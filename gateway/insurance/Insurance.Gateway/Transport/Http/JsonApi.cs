namespace Insurance.Gateway.Transport.Http;

/// <summary>Every method as <c>POST /package.Service/Method</c> with JSON in and out, beside gRPC on the same port.</summary>
internal sealed class JsonApi(
    MethodTable methods,
    ApiDispatcher dispatcher,
    ConnectionCaller callers,
    FailureMapper failures,
    LimitSettings limits,
    CallerWatch watch,
    RequestBody bodies,
    SlowReaders slow,
    IHostApplicationLifetime lifetime)
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    /// <summary>Handles the request, or passes it on when it is gRPC's or not for the API at all.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "";
        var isApi = path.StartsWith("/insurance.v1.", StringComparison.Ordinal);
        return isApi && !GrpcRefusals.IsGrpc(context.Request) ? HandleAsync(context, path) : next(context);
    }

    private async Task HandleAsync(HttpContext context, string path)
    {
        try
        {
            var method = methods.Find(path) ?? throw GatewayErrors.MethodUnknown(path);
            if (!HttpMethods.IsPost(context.Request.Method) || !IsJson(context.Request.ContentType)
                || context.Request.Headers.ContentEncoding.Count > 0)
            {
                throw GatewayErrors.MediaType();
            }

            var caller = callers.Find(context, method);
            var body = await bodies.ReadAsync(context, limits.RequestBytes);
            var request = JsonRequestReader.Read(body, method.Descriptor.InputType);
            if (method.Descriptor.IsServerStreaming)
            {
                await StreamAsync(context, method, request, caller);
                return;
            }

            var answer = await dispatcher.InvokeAsync(method, request, caller, context.RequestAborted);
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(
                Encoding.UTF8.GetBytes(Formatter.Format(answer)), context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (ApiException notRead) when (SlowReaders.IsStuck(context))
        {
            // A line more would wait behind those that are not read.
            failures.Map(notRead, path);
        }
        catch (Exception error)
        {
            await HttpErrors.WriteAsync(context, failures.Map(error, path));
        }
    }

    private async Task StreamAsync(HttpContext context, ApiMethod method, IMessage request, Caller caller)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await watch.WhileAdmittedAsync(
                context,
                method,
                async admitted =>
                {
                    await foreach (var item in dispatcher.StreamAsync(method, request, caller, admitted))
                    {
                        if (!context.Response.HasStarted)
                        {
                            context.Response.ContentType = HttpErrors.Lines;
                        }

                        var line = Encoding.UTF8.GetBytes(Formatter.Format(item) + "\n");
                        await slow.WaitAsync(context, WriteAsync(context, line, admitted));
                    }
                },
                either.Token);
        }
        catch (OperationCanceledException) when (
            lifetime.ApplicationStopping.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw GatewayErrors.Stopping();
        }
    }

    private static async Task WriteAsync(HttpContext context, byte[] line, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(line, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }

    private static bool IsJson(string? contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
    }
}
