namespace Fabric.Client;

/// <summary>Asks for the events of a chaincode.</summary>
public sealed class ChaincodeEventsRequest : Signable
{
    private readonly SignedChaincodeEventsRequest _message;

    internal ChaincodeEventsRequest(ClientConnection connection, SignedChaincodeEventsRequest message)
        : base(connection) => _message = message;

    private protected override ByteString SignedBytes => _message.Request;

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
    /// <exception cref="InvalidOperationException">The request is not signed and the gateway has no signer.</exception>
    public async Task<EventStream<CommittedChaincodeEvent>> OpenAsync(CancellationToken cancellationToken = default)
    {
        await SignAsync(cancellationToken).ConfigureAwait(false);
        var lifetime = new StreamLifetime(Connection.Closed, cancellationToken);
        var call = Connection.Gateway.ChaincodeEvents(_message, new CallOptions(cancellationToken: lifetime.Token));
        lifetime.Call = call;
        return new EventStream<CommittedChaincodeEvent>(token => ReadAsync(call, lifetime.Token, token), lifetime);
    }

    internal static ChaincodeEventsRequest Create(ClientConnection connection, string channelName, string chaincodeName, EventOptions options)
    {
        var request = new Protos.Gateway.ChaincodeEventsRequest
        {
            ChannelId = channelName,
            ChaincodeId = chaincodeName,
            Identity = connection.Creator,
            StartPosition = StartPosition.Of(options),
            AfterTransactionId = StartPosition.TransactionOf(options) ?? string.Empty,
        };
        return new ChaincodeEventsRequest(connection, new SignedChaincodeEventsRequest { Request = request.ToByteString() });
    }

    internal ChaincodeEventsRequest WithSignature(ReadOnlySpan<byte> signature)
    {
        SetSignature(signature);
        return this;
    }

    private static async IAsyncEnumerable<CommittedChaincodeEvent> ReadAsync(
        AsyncServerStreamingCall<ChaincodeEventsResponse> call,
        CancellationToken opened,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var response in EventStreams.ReadAsync(call.ResponseStream, opened, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in response.Events)
            {
                yield return new CommittedChaincodeEvent(response.BlockNumber, item.TxId, item.ChaincodeId, item.EventName, item.Payload.Memory);
            }
        }
    }
}
