using Grpc.AspNetCore.Server;
using Grpc.Core.Interceptors;

namespace Insurance.Gateway.Transport.Rpc;

/// <summary>Gives the gRPC calls that never reach a method the coded answer that JSON has for the same.</summary>
/// <remarks>
/// The server reads and decodes a request before any code of ours, and says UNKNOWN or INTERNAL of what it cannot read. What distinguishes such
/// a call from others is that the interceptor was not reached: then the status is still in the headers, and is replaced there.
/// </remarks>
internal sealed class GrpcRefusals(FailureMapper failures, TimeoutSettings timeouts, TimeProvider clock) : Interceptor
{
    private const string ContentType = "application/grpc";
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private const string DetailsHeader = "grpc-status-details-bin";
    private static readonly object Key = new();

    /// <summary>Whether the request is a gRPC call: bare, with a format suffix, or with parameters.</summary>
    public static bool IsGrpc(HttpRequest request) =>
        request.ContentType is { } type
        && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';')
        && HttpProtocol.IsHttp2(request.Protocol)
        && HttpMethods.IsPost(request.Method);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsGrpc(context.Request))
        {
            await next(context);
            return;
        }

        var reading = new Reading();
        context.Items[Key] = reading;
        var call = next(context);
        if (!call.IsCompleted)
        {
            // Waits for a callback that runs, so that the context is not another request's by then.
            await using var timer = clock.CreateTimer(
                _ => GiveUp(context, reading), null, timeouts.RequestBody, Timeout.InfiniteTimeSpan);
            await call;
        }

        var headers = context.Response.Headers;
        if (!reading.IsDone && !context.Response.HasStarted && !headers.ContainsKey(DetailsHeader)
            && int.TryParse(headers[StatusHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            && Refusal(context, reading, (StatusCode)status) is { } refusal)
        {
            Write(headers, failures.Map(refusal, context.Request.Path.Value ?? ""));
        }
    }

    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        SetDone(context);
        try
        {
            return await continuation(request, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Known(error, context);
        }
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        SetDone(context);
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Known(error, context);
        }
    }

    /// <inheritdoc/>
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        SetDone(context);
        try
        {
            await continuation(new Requests<TRequest>(requestStream), responseStream, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Known(error, context);
        }
    }

    private static void SetDone(ServerCallContext context)
    {
        if (context.GetHttpContext().Items[Key] is Reading reading)
        {
            reading.IsDone = true;
        }
    }

    private static void GiveUp(HttpContext context, Reading reading)
    {
        if (!reading.IsDone)
        {
            reading.TookTooLong = true;
            context.Request.BodyReader.CancelPendingRead();
        }
    }

    private static ApiException? Refusal(HttpContext context, Reading reading, StatusCode status) => status switch
    {
        _ when reading.TookTooLong => GatewayErrors.RequestTooSlow(),

        // gRPC demands these two statuses of a message that is too large and of an encoding that the server does not know.
        StatusCode.ResourceExhausted => GatewayErrors.MessageTooLarge(),
        StatusCode.Unimplemented when context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not null =>
            GatewayErrors.EncodingUnknown(),
        StatusCode.Unimplemented => GatewayErrors.MethodUnknown(context.Request.Path.Value ?? ""),
        StatusCode.Unknown or StatusCode.Internal or StatusCode.InvalidArgument => GatewayErrors.RequestUnreadable(),
        _ => null,
    };

    private static void Write(IHeaderDictionary headers, ApiException error)
    {
        var refused = RichStatus.ToRpcException(error);
        headers[StatusHeader] = ((int)error.Status).ToString(CultureInfo.InvariantCulture);
        headers[MessageHeader] = Uri.EscapeDataString(error.Message).Replace("%20", " ", StringComparison.Ordinal);
        headers[DetailsHeader] = Convert.ToBase64String(refused.Trailers.GetValueBytes(DetailsHeader)!);
    }

    private RpcException Known(Exception error, ServerCallContext context) =>
        error is OperationCanceledException && context.CancellationToken.IsCancellationRequested
            ? new RpcException(Status.DefaultCancelled)
            : RichStatus.ToRpcException(failures.Map(error, context.Method));

    // How far a call has come; touched by its own thread and by the timer.
    private sealed class Reading
    {
        private volatile bool _isDone;
        private volatile bool _tookTooLong;

        public bool IsDone
        {
            get => _isDone;
            set => _isDone = value;
        }

        public bool TookTooLong
        {
            get => _tookTooLong;
            set => _tookTooLong = value;
        }
    }

    // A frame whose length has the highest bit set; connections that end have exceptions of their own.
    private static bool IsLengthBeyondAll(Exception error) => error.GetType() == typeof(IOException);

    // What cannot be decoded inside a stream of requests reaches the method as an exception of its reader.
    private sealed class Requests<T>(IAsyncStreamReader<T> inner) : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                return await inner.MoveNext(cancellationToken);
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.ResourceExhausted)
            {
                throw GatewayErrors.MessageTooLarge();
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.Unimplemented)
            {
                throw GatewayErrors.EncodingUnknown();
            }
            catch (Exception error) when (error is Google.Protobuf.InvalidProtocolBufferException or InvalidDataException
                || IsLengthBeyondAll(error)
                || error is RpcException { StatusCode: StatusCode.Internal or StatusCode.Unknown or StatusCode.InvalidArgument })
            {
                throw GatewayErrors.RequestUnreadable();
            }
        }
    }
}
