using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Status = Grpc.Core.Status;

namespace Fabric.DevLedger.Services;

/// <summary>
/// A request that cannot be decoded is answered INTERNAL with one sentence, as Fabric's own servers do. The official gRPC server says UNKNOWN there, which it also says of a method that failed; what distinguishes the two is that no
/// method was reached.
/// </summary>
internal static partial class UndecodableRequests
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private const string Message = "grpc: error unmarshalling request: proto: cannot parse invalid wire-format data";
    private static readonly object Reached = new();

    public static async Task AnswerInternalAsync(HttpContext context, RequestDelegate next)
    {
        await next(context).ConfigureAwait(false);
        var headers = context.Response.Headers;
        if (!context.Response.HasStarted && !context.Items.ContainsKey(Reached)
            && context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not null
            && (headers[StatusHeader] == Text(StatusCode.Unknown) || headers[StatusHeader] == Text(StatusCode.Internal)))
        {
            headers[StatusHeader] = Text(StatusCode.Internal);
            headers[MessageHeader] = Message;
            LogUnreadable(Logger(context), Path(context));
        }
    }

    private static string Text(StatusCode status) => ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static ILogger Logger(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(UndecodableRequests));

    // Only paths that have an endpoint come here: they are ours, and short.
    private static string Path(HttpContext context) => context.Request.Path.Value ?? "";

    [LoggerMessage(EventId = 400, Level = LogLevel.Information, Message = "{Method} refused: REQUEST_UNREADABLE")]
    private static partial void LogUnreadable(ILogger logger, string method);

    [LoggerMessage(EventId = 401, Level = LogLevel.Error, Message = "{Method} failed")]
    private static partial void LogFailed(ILogger logger, string method, Exception exception);

    /// <summary>Notes that a call was handed to its method, and reports in the log what the method throws.</summary>
    internal sealed class Note : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            RunAsync(context, () => continuation(request, context));

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            RunAsync(context, async () =>
            {
                await continuation(request, responseStream, context);
                return true;
            });

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            RunAsync(context, async () =>
            {
                await continuation(new Requests<TRequest>(requestStream, context), responseStream, context);
                return true;
            });

        private static async Task<T> RunAsync<T>(ServerCallContext context, Func<Task<T>> method)
        {
            var http = context.GetHttpContext();
            http.Items[Reached] = Reached;
            try
            {
                return await method();
            }
            catch (Exception error) when (error is not RpcException)
            {
                if (!context.CancellationToken.IsCancellationRequested)
                {
                    // The server's own line about it is left out with those about requests that cannot be decoded.
                    LogFailed(Logger(http), context.Method, error);
                }

                throw;
            }
        }

        // A message inside a stream is decoded when the method asks for it.
        private sealed class Requests<T>(IAsyncStreamReader<T> inner, ServerCallContext context) : IAsyncStreamReader<T>
        {
            public T Current => inner.Current;

            public async Task<bool> MoveNext(CancellationToken cancellationToken)
            {
                try
                {
                    return await inner.MoveNext(cancellationToken);
                }
                catch (Exception error) when (error is InvalidProtocolBufferException or InvalidDataException
                    or RpcException { StatusCode: StatusCode.Internal or StatusCode.Unknown })
                {
                    var http = context.GetHttpContext();
                    LogUnreadable(Logger(http), Path(http));
                    throw new RpcException(new Status(StatusCode.Internal, Message));
                }
            }
        }
    }
}
