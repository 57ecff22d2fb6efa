using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>Writes the requests of a streaming call.</summary>
internal sealed class RequestStream<TRequest, TResponse> : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private readonly GrpcCall<TRequest, TResponse> _call;
    private readonly StreamingContent _content;
    private readonly MessageBuffer _buffer;
    private int _writing;
    private bool _completed;

    public RequestStream(GrpcCall<TRequest, TResponse> call, StreamingContent content)
    {
        _call = call;
        _content = content;
        _buffer = new MessageBuffer(call.Channel.Options.MaxSendMessageSize);
        WriteOptions = call.Options.WriteOptions;
    }

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_completed)
        {
            throw new InvalidOperationException("Request stream has already been completed.");
        }

        if (Interlocked.Exchange(ref _writing, 1) != 0)
        {
            throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
        }

        try
        {
            using (cancellationToken.UnsafeRegister(static call => ((GrpcCall)call!).Cancel(), _call))
            {
                await WriteCoreAsync(message).ConfigureAwait(false);
            }
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    public Task CompleteAsync()
    {
        if (Volatile.Read(ref _writing) != 0)
        {
            throw new InvalidOperationException("Can't complete the client stream writer because the previous write is in progress.");
        }

        _completed = true;
        _content.Complete();
        _buffer.Dispose();
        return Task.CompletedTask;
    }

    private async Task WriteCoreAsync(TRequest message)
    {
        try
        {
            var stream = await OpenAsync().ConfigureAwait(false);
            _buffer.Serialize(_call.Method.RequestMarshaller, message);
            await stream.WriteAsync(_buffer.Frame, _call.Token).ConfigureAwait(false);
            if (!(WriteOptions?.Flags ?? default).HasFlag(WriteFlags.BufferHint))
            {
                await stream.FlushAsync(_call.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            throw await ErrorOfAsync(e).ConfigureAwait(false);
        }
    }

    private async ValueTask<Stream> OpenAsync()
    {
        var opened = _content.Opened;
        if (!opened.IsCompleted)
        {
            await Task.WhenAny(opened, _call.Finished).ConfigureAwait(false);
        }

        return _call.IsFinished ? throw new IOException("The call has finished.") : await opened.ConfigureAwait(false);
    }

    /// <summary>
    /// A failed write usually means that the server has answered. A single response is being read anyway, so its
    /// status is awaited; that of a response stream is seen by whoever reads the stream.
    /// </summary>
    private async ValueTask<Exception> ErrorOfAsync(Exception exception)
    {
        if (exception is RpcException)
        {
            _call.Finish(exception);
        }
        else if (_call.Method.Type == MethodType.ClientStreaming)
        {
            await _call.Finished.ConfigureAwait(false);
        }

        if (!_call.IsFinished)
        {
            return new RpcException(_call.StatusOf(exception));
        }

        return GrpcCall.GetStatus(_call).StatusCode == StatusCode.OK
            ? new InvalidOperationException("Can't write the message because the call is complete.", exception)
            : _call.FinishedException();
    }
}
