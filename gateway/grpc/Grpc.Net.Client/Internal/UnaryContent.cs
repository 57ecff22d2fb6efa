using System.Net;
using System.Net.Http.Headers;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>A request body of one message. Serialized when sent, and again should the handler retry on another connection.</summary>
internal sealed class UnaryContent<TRequest, TResponse> : HttpContent
    where TRequest : class
    where TResponse : class
{
    private readonly GrpcCall<TRequest, TResponse> _call;
    private readonly TRequest _request;

    public UnaryContent(GrpcCall<TRequest, TResponse> call, TRequest request)
    {
        _call = call;
        _request = request;
        Headers.TryAddWithoutValidation("Content-Type", Protocol.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var buffer = new MessageBuffer(_call.Channel.Options.MaxSendMessageSize);
        try
        {
            buffer.Serialize(_call.Method.RequestMarshaller, _request);
        }
        catch (Exception e)
        {
            // The handler would report this as a failed connection; the call has to say what it was.
            _call.Finish(e);
            throw;
        }

        await stream.WriteAsync(buffer.Frame, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
