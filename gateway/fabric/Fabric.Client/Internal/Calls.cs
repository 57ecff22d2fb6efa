namespace Fabric.Client;

/// <summary>Turns failures of gRPC calls into the library's exceptions.</summary>
internal static class Calls
{
    public static async Task<T> InvokeAsync<T>(
        Func<AsyncUnaryCall<T>> start,
        Func<RpcException, GatewayException> wrap,
        CancellationToken cancellationToken)
    {
        try
        {
            using var call = start();
            return await call.ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The call was cancelled.", e, cancellationToken);
        }
        catch (RpcException e)
        {
            throw wrap(TransportFailure.IsDeadlineThere(e) ? new RpcException(DeadlineThere(e)) : e);
        }
    }

    private static Status DeadlineThere(RpcException e) =>
        new(StatusCode.DeadlineExceeded, "The server ended the call when its deadline had passed.", e);
}
