using Fabric.Protos.Common;
using FabricStatus = Fabric.Protos.Common.Status;

namespace Fabric.Client;

/// <summary>Asks for committed blocks.</summary>
/// <typeparam name="T">The form in which the blocks come.</typeparam>
public sealed class BlockEventsRequest<T> : Signable
    where T : class
{
    private readonly Envelope _message;
    private readonly Func<CallOptions, AsyncDuplexStreamingCall<Envelope, DeliverResponse>> _start;
    private readonly Func<DeliverResponse, T?> _select;

    internal BlockEventsRequest(
        ClientConnection connection,
        Envelope message,
        Func<CallOptions, AsyncDuplexStreamingCall<Envelope, DeliverResponse>> start,
        Func<DeliverResponse, T?> select)
        : base(connection)
    {
        _message = message;
        _start = start;
        _select = select;
    }

    private protected override ByteString SignedBytes => _message.Payload;

    private protected override ByteString Signature
    {
        get => _message.Signature;
        set => _message.Signature = value;
    }

    /// <inheritdoc/>
    public override byte[] ToBytes() => _message.ToByteArray();

    /// <summary>Sends the request.</summary>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>The open stream; the caller disposes of it.</returns>
    /// <exception cref="GatewayException">The request could not be sent.</exception>
    /// <exception cref="InvalidOperationException">The request is not signed and the gateway has no signer.</exception>
    public async Task<EventStream<T>> OpenAsync(CancellationToken cancellationToken = default)
    {
        await SignAsync(cancellationToken).ConfigureAwait(false);
        var lifetime = new StreamLifetime(Connection.Closed, cancellationToken);
        var call = _start(new CallOptions(cancellationToken: lifetime.Token));
        lifetime.Call = call;
        try
        {
            await call.RequestStream.WriteAsync(_message).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            lifetime.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new GatewayException("The event stream could not be opened", null, e);
        }

        return new EventStream<T>(token => ReadAsync(call, lifetime.Token, token), lifetime);
    }

    internal BlockEventsRequest<T> WithSignature(ReadOnlySpan<byte> signature)
    {
        SetSignature(signature);
        return this;
    }

    private static StatusCode CodeOf(FabricStatus status) => status switch
    {
        FabricStatus.BadRequest => StatusCode.InvalidArgument,
        FabricStatus.Forbidden => StatusCode.PermissionDenied,
        FabricStatus.NotFound => StatusCode.NotFound,
        FabricStatus.RequestEntityTooLarge => StatusCode.ResourceExhausted,
        FabricStatus.InternalServerError => StatusCode.Internal,
        FabricStatus.NotImplemented => StatusCode.Unimplemented,
        FabricStatus.ServiceUnavailable => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    private async IAsyncEnumerable<T> ReadAsync(
        AsyncDuplexStreamingCall<Envelope, DeliverResponse> call,
        CancellationToken opened,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var response in EventStreams.ReadAsync(call.ResponseStream, opened, cancellationToken).ConfigureAwait(false))
        {
            if (response.TypeCase == DeliverResponse.TypeOneofCase.Status)
            {
                if (response.Status == FabricStatus.Success)
                {
                    yield break;
                }

                throw new GatewayException($"The peer refused to deliver blocks: {response.Status}", null, CodeOf(response.Status));
            }

            yield return _select(response) ?? throw new GatewayException(
                $"The peer delivered {response.TypeCase} in place of {typeof(T).Name}", null, StatusCode.Internal);
        }
    }
}
