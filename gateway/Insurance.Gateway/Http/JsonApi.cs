using System.Buffers;
using System.Text;
using Google.Protobuf;
using Insurance.Gateway.Api;
using Insurance.Gateway.Configuration;
using Insurance.Gateway.Errors;
using Insurance.Gateway.Security;
using Microsoft.AspNetCore.Http;

namespace Insurance.Gateway.Http;

/// <summary>Every method as <c>POST /package.Service/Method</c> with JSON in and out, beside gRPC on the same port.</summary>
internal sealed class JsonApi(
    MethodTable methods,
    ApiDispatcher dispatcher,
    ConnectionCaller callers,
    FailureMapper failures,
    LimitSettings limits,
    IHostApplicationLifetime lifetime)
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    /// <summary>Handles the request, or passes it on when it is gRPC's or not for the API at all.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "";
        var isApi = path.StartsWith("/insurance.v1.", StringComparison.Ordinal);
        var isGrpc = context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
        return isApi && !isGrpc ? HandleAsync(context, path) : next(context);
    }

    private async Task HandleAsync(HttpContext context, string path)
    {
        try
        {
            var method = methods.Find(path) ?? throw GatewayErrors.MethodUnknown(path);
            if (!HttpMethods.IsPost(context.Request.Method) || !IsJson(context.Request.ContentType))
            {
                throw GatewayErrors.MediaType();
            }

            var caller = callers.Find(context, method);
            var body = await ReadAsync(context);
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
            await foreach (var item in dispatcher.StreamAsync(method, request, caller, either.Token))
            {
                if (!context.Response.HasStarted)
                {
                    context.Response.ContentType = HttpErrors.Lines;
                }

                await context.Response.Body.WriteAsync(
                    Encoding.UTF8.GetBytes(Formatter.Format(item) + "\n"), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (
            lifetime.ApplicationStopping.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw GatewayErrors.Stopping();
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > limits.RequestBytes)
        {
            throw GatewayErrors.InputTooLarge(limits.RequestBytes);
        }

        var body = new ArrayBufferWriter<byte>();
        int read;
        while ((read = await context.Request.Body.ReadAsync(body.GetMemory(8192), context.RequestAborted)) > 0)
        {
            body.Advance(read);
            if (body.WrittenCount > limits.RequestBytes)
            {
                throw GatewayErrors.InputTooLarge(limits.RequestBytes);
            }
        }

        return body.WrittenMemory;
    }

    private static bool IsJson(string? contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
    }
}
