namespace Insurance.Gateway.Transport.Rpc;

/// <summary>Takes gRPC calls to the dispatcher and its errors back.</summary>
internal sealed class GrpcApi(
    ApiDispatcher dispatcher,
    ConnectionCaller callers,
    FailureMapper failures,
    CallerWatch watch,
    SlowReaders slow,
    IHostApplicationLifetime lifetime)
{
    /// <summary>Calls a method that answers once.</summary>
    public async Task<IMessage> CallAsync(ApiMethod method, IMessage request, ServerCallContext context)
    {
        try
        {
            var caller = callers.Find(context.GetHttpContext(), method);
            return await dispatcher.InvokeAsync(method, request, caller, context.CancellationToken);
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

    /// <summary>Streams until there is no more, the caller goes or the gateway stops.</summary>
    public async Task StreamAsync(ApiMethod method, IMessage request, IServerStreamWriter<IMessage> responses, ServerCallContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            var http = context.GetHttpContext();
            var caller = callers.Find(http, method);
            await watch.WhileAdmittedAsync(
                http,
                method,
                async admitted =>
                {
                    await foreach (var item in dispatcher.StreamAsync(method, request, caller, admitted))
                    {
                        await slow.WaitAsync(http, responses.WriteAsync(item, admitted));
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
}
