namespace Insurance.Gateway.Transport.Rpc;

/// <summary>What both versions of reflection have in common: who may ask, how much, and what of.</summary>
internal sealed class ReflectionStreams(
    ConnectionCaller callers, LimitSettings limits, SlowReaders slow, IHostApplicationLifetime lifetime)
{
    private const int LargestRequest = 4096;
    private readonly CallLimiter _streams = new("reflection streams", limits.Subscriptions, limits);

    /// <summary>The services' full names, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. PublicServices.Files.SelectMany(file => file.Services).Select(service => service.FullName).Order(StringComparer.Ordinal),
    ];

    /// <summary>The symbols of the services' files and of all they import.</summary>
    public static SymbolRegistry Symbols { get; } = SymbolRegistry.FromFiles(PublicServices.Files);

    /// <summary>Answers until the caller ends the stream, for any caller with a certificate of the organization, whatever its role.</summary>
    /// <param name="requests">What is asked.</param>
    /// <param name="responses">What is answered.</param>
    /// <param name="context">The call.</param>
    /// <param name="repeat">Puts the request into its answer, as the protocol has it.</param>
    /// <param name="answer">Answers.</param>
    public async Task RunAsync<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        Action<TRequest, TResponse> repeat,
        Func<IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> answer)
        where TRequest : IMessage<TRequest>
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            var http = context.GetHttpContext();
            using var place = _streams.Enter(callers.Find(http));
            var reader = new Reader<TRequest>(requests, either.Token);
            await answer(reader, new Writer<TResponse>(responses, response =>
            {
                repeat(reader.Asked!, response);
                return slow.WaitAsync(http, responses.WriteAsync(response, either.Token));
            }), context);
        }
        catch (ApiException refused)
        {
            throw RichStatus.ToRpcException(refused);
        }
        catch (Exception error) when (error is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            throw context.CancellationToken.IsCancellationRequested
                ? new RpcException(Status.DefaultCancelled)
                : RichStatus.ToRpcException(GatewayErrors.Stopping());
        }
    }

    private sealed class Reader<T>(IAsyncStreamReader<T> inner, CancellationToken either) : IAsyncStreamReader<T>
        where T : IMessage<T>
    {
        /// <summary>The request that is answered next, as it came.</summary>
        public T? Asked { get; private set; }

        public T Current { get; private set; } = default!;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await inner.MoveNext(either))
            {
                return false;
            }

            // The protocol repeats the request in its answer.
            if (inner.Current.CalculateSize() > LargestRequest)
            {
                throw GatewayErrors.InputTooLarge(LargestRequest);
            }

            (Asked, Current) = (inner.Current, OfDeclaringType(inner.Current));
            return true;
        }

        /// <summary>The library knows services, methods, messages and enumerations; whoever asks for a field is given its message.</summary>
        private static T OfDeclaringType(T request)
        {
            var symbol = request.Descriptor.FindFieldByName("file_containing_symbol");
            var name = symbol.HasPresence && symbol.Accessor.HasValue(request) ? (string)symbol.Accessor.GetValue(request) : "";
            var end = name.LastIndexOf('.');
            if (end < 0 || Symbols.FileContainingSymbol(name) is not null
                || PublicServices.MessageOf(name[..end])?.FindFieldByName(name[(end + 1)..]) is null)
            {
                return request;
            }

            var changed = request.Clone();
            symbol.Accessor.SetValue(changed, name[..end]);
            return changed;
        }
    }

    private sealed class Writer<T>(IServerStreamWriter<T> inner, Func<T, Task> write) : IServerStreamWriter<T>
    {
        public WriteOptions? WriteOptions
        {
            get => inner.WriteOptions;
            set => inner.WriteOptions = value;
        }

        public Task WriteAsync(T message) => write(message);
    }
}
