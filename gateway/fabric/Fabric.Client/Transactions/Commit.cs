namespace Fabric.Client;

/// <summary>Asks what became of a submitted transaction.</summary>
public class Commit : Signable
{
    private readonly SignedCommitStatusRequest _message;

    internal Commit(ClientConnection connection, string transactionId, SignedCommitStatusRequest message)
        : base(connection)
    {
        TransactionId = transactionId;
        _message = message;
    }

    /// <summary>The transaction's id.</summary>
    public string TransactionId { get; }

    private protected override ByteString SignedBytes => _message.Request;

    private protected override ByteString Signature
    {
        get => _message.Signature;
        set => _message.Signature = value;
    }

    /// <inheritdoc/>
    public override byte[] ToBytes() => _message.ToByteArray();

    /// <summary>Waits until the transaction is committed.</summary>
    /// <param name="cancellationToken">Cancels the wait, not the transaction.</param>
    /// <returns>The outcome, which may be that the transaction is not valid.</returns>
    /// <exception cref="CommitStatusException">The outcome could not be obtained.</exception>
    /// <exception cref="InvalidOperationException">The request is not signed and the gateway has no signer.</exception>
    public async Task<CommitStatus> GetStatusAsync(CancellationToken cancellationToken = default)
    {
        await SignAsync(cancellationToken).ConfigureAwait(false);
        var response = await Calls.InvokeAsync(
            () => Connection.Gateway.CommitStatusAsync(_message, Connection.ForCommitStatus(cancellationToken)),
            e => new CommitStatusException(TransactionId, e),
            cancellationToken).ConfigureAwait(false);
        return new CommitStatus(TransactionId, response.Result, response.BlockNumber);
    }

    internal static SignedCommitStatusRequest Request(ClientConnection connection, string channelName, string transactionId) => new()
    {
        Request = new CommitStatusRequest { ChannelId = channelName, TransactionId = transactionId, Identity = connection.Creator }.ToByteString(),
    };

    internal static Commit FromMessage(ClientConnection connection, SignedCommitStatusRequest message) =>
        new(connection, CommitStatusRequest.Parser.ParseForeign(message.Request).TransactionId, message);

    internal Commit WithSignature(ReadOnlySpan<byte> signature)
    {
        SetSignature(signature);
        return this;
    }
}
