using Grpc.Core;
using Grpc.Core.Internal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Serves the calls of one method.</summary>
internal sealed class CallHandler
{
    private readonly IMethod _method;
    private readonly GrpcServiceOptions _options;
    private readonly ILogger _logger;
    private readonly Func<HttpServerCallContext, Task> _serve;

    public CallHandler(IMethod method, GrpcServiceOptions options, ILogger logger, Func<HttpServerCallContext, Task> serve)
    {
        _method = method;
        _options = options;
        _logger = logger;
        _serve = serve;
    }

    public Task HandleAsync(HttpContext http) =>
        RequestChecks.IsGrpc(http) ? ServeAsync(http) : RequestChecks.RefuseAsync(http);

    private async Task ServeAsync(HttpContext http)
    {
        RaiseBodyLimits(http);
        using var call = new HttpServerCallContext(http, _method, _options);
        try
        {
            call.Start();
            await _serve(call).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(call, e);
        }

        await call.CompleteAsync().ConfigureAwait(false);
    }

    private void Fail(HttpServerCallContext call, Exception exception)
    {
        switch (exception)
        {
            // A call that the method made with its own token ends as cancelled, whatever ended this one.
            case RpcException { StatusCode: StatusCode.Cancelled } when call.IsCancelled:
                ServerLog.CallCancelled(_logger, _method.FullName);
                call.Fail(call.CancelledStatus, Metadata.Empty);
                break;
            case RpcException rpc:
                ServerLog.CallFailed(_logger, _method.FullName, rpc.StatusCode, rpc.Status.Detail, rpc.Status.DebugException);
                call.Fail(rpc.Status, rpc.Trailers);
                break;
            case OperationCanceledException or IOException when call.IsCancelled:
                ServerLog.CallCancelled(_logger, _method.FullName);
                call.Fail(call.CancelledStatus, Metadata.Empty);
                break;
            default:
                ServerLog.MethodThrew(_logger, _method.FullName, exception);
                const string Opening = "Exception was thrown by handler.";
                var detail = _options.EnableDetailedErrors == true ? ErrorMessages.Build(Opening, exception) : Opening;
                call.Fail(new Status(StatusCode.Unknown, detail, exception), Metadata.Empty);
                break;
        }
    }

    // Message sizes are limited one by one; a stream as a whole, and the pace of its sender, are not.
    private void RaiseBodyLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (_method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming
            && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}
