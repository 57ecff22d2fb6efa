using System.Net;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>A request body that stays open while messages are written to it.</summary>
internal sealed class StreamingContent : HttpContent
{
    private readonly GrpcCall _call;
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamingContent(GrpcCall call)
    {
        _call = call;
        Headers.TryAddWithoutValidation("Content-Type", Protocol.ContentType);
    }

    /// <summary>The body, once the request has a stream on a connection.</summary>
    public Task<Stream> Opened => _opened.Task;

    /// <summary>Ends the body.</summary>
    public void Complete() => _completed.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // Headers leave at once: the server may answer before the first message.
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!_opened.TrySetResult(stream))
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The connection was lost; a request stream cannot be sent again.");
        }

        await Task.WhenAny(_completed.Task, _call.Finished).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
