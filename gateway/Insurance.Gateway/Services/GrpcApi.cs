using Google.Protobuf;
using Grpc.Core;
using Insurance.Gateway.Api;
using Insurance.Gateway.Errors;
using Insurance.Gateway.Security;
using Microsoft.Extensions.Hosting;

namespace Insurance.Gateway.Services;

/// <summary>Takes gRPC calls to the dispatcher and its errors back.</summary>
public sealed class GrpcApi(
    MethodTable methods,
    ApiDispatcher dispatcher,
    ConnectionCaller callers,
    FailureMapper failures,
    CallerWatch watch,
    SlowReaders slow,
    IHostApplicationLifetime lifetime)
{
    /// <summary>Calls the method the context names.</summary>
    public async Task<T> CallAsync<T>(IMessage request, ServerCallContext context)
        where T : class, IMessage
    {
        try
        {
            var method = Find(context);
            var caller = callers.Find(context.GetHttpContext(), method);
            return (T)await dispatcher.InvokeAsync(method, request, caller, context.CancellationToken);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(Status.DefaultCancelled);
        }
        catch (Exception error)
        {
            throw RichStatus.ToRpcException(failures.Map(error, context.Method));
        }
    }

    /// <summary>Streams until all is told, the caller goes or the gateway stops.</summary>
    public async Task StreamAsync<T>(IMessage request, IServerStreamWriter<T> responses, ServerCallContext context)
        where T : class, IMessage
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            var (http, method) = (context.GetHttpContext(), Find(context));
            var caller = callers.Find(http, method);
            await watch.WhileAdmittedAsync(
                http,
                method,
                async admitted =>
                {
                    await foreach (var item in dispatcher.StreamAsync(method, request, caller, admitted))
                    {
                        await slow.WaitAsync(http, responses.WriteAsync((T)item, admitted));
                    }
                },
                either.Token);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(Status.DefaultCancelled);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw RichStatus.ToRpcException(GatewayErrors.Stopping());
        }
        catch (Exception error)
        {
            throw RichStatus.ToRpcException(failures.Map(error, context.Method));
        }
    }

    private ApiMethod Find(ServerCallContext context) =>
        methods.Find(context.Method) ?? throw GatewayErrors.MethodUnknown(context.Method);
}
