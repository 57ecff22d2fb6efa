using System.Buffers;
using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The responses of a streaming call.</summary>
internal sealed class ResponseStream<T> : IServerStreamWriter<T>, IDisposable
    where T : class
{
    private readonly HttpServerCallContext _call;
    private readonly Marshaller<T> _marshaller;
    private readonly MessageBuffer _buffer;

    public ResponseStream(HttpServerCallContext call, Marshaller<T> marshaller)
    {
        _call = call;
        _marshaller = marshaller;
        _buffer = new MessageBuffer(call.Options.MaxSendMessageSize);
    }

    public WriteOptions? WriteOptions
    {
        get => _call.WriteOptions;
        set => _call.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        _call.CancellationToken.ThrowIfCancellationRequested();
        _call.BeginWrite();
        try
        {
            _buffer.Serialize(_marshaller, message);
            var writer = _call.HttpContext.Response.BodyWriter;
            writer.Write(_buffer.Frame.Span);
            if (!(WriteOptions?.Flags ?? default).HasFlag(WriteFlags.BufferHint))
            {
                await writer.FlushAsync(_call.CancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _call.EndWrite();
        }
    }

    public void Dispose() => _buffer.Dispose();
}
