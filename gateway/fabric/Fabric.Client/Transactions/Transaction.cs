namespace Fabric.Client;

/// <summary>An endorsed transaction, ready to be signed and submitted.</summary>
public sealed class Transaction : Signable
{
    private readonly PreparedTransaction _message;
    private readonly EndorsedEnvelope _content;

    /// <exception cref="FormatException">The message does not hold an endorsed transaction.</exception>
    internal Transaction(ClientConnection connection, PreparedTransaction message)
        : base(connection)
    {
        _message = message;
        _content = EndorsedEnvelope.Read(message.Envelope);
    }

    /// <summary>The transaction's id.</summary>
    public string TransactionId => _message.TransactionId;

    /// <summary>What the transaction returned. It is not final before the transaction is committed.</summary>
    public ReadOnlyMemory<byte> Result => _content.Result.Memory;

    /// <summary>
    /// Whether the transaction would write nothing and has no event. Submitting it would only check that what it read is
    /// still so, and record that.
    /// </summary>
    public bool ChangesNothing => _content.ChangesNothing;

    private protected override ByteString SignedBytes => _message.Envelope.Payload;

    private protected override ByteString Signature
    {
        get => _message.Envelope.Signature;
        set => _message.Envelope.Signature = value;
    }

    /// <inheritdoc/>
    public override byte[] ToBytes() => _message.ToByteArray();

    /// <summary>Hands the transaction to the ordering service; does not wait for commit.</summary>
    /// <param name="cancellationToken">Cancels the call. The transaction may be ordered all the same.</param>
    /// <returns>The means to wait for commit.</returns>
    /// <remarks>Submitting the same transaction again is safe: it is committed at most once.</remarks>
    /// <exception cref="SubmitException">The ordering service did not take the transaction.</exception>
    /// <exception cref="InvalidOperationException">The transaction is not signed and the gateway has no signer.</exception>
    public async Task<SubmittedTransaction> SubmitAsync(CancellationToken cancellationToken = default)
    {
        await SignAsync(cancellationToken).ConfigureAwait(false);
        var request = new SubmitRequest
        {
            TransactionId = TransactionId,
            ChannelId = _content.ChannelName,
            PreparedTransaction = _message.Envelope,
        };
        await Calls.InvokeAsync(
            () => Connection.Gateway.SubmitAsync(request, Connection.ForSubmit(cancellationToken)),
            e => new SubmitException(TransactionId, e),
            cancellationToken).ConfigureAwait(false);
        return new SubmittedTransaction(Connection, TransactionId, Commit.Request(Connection, _content.ChannelName, TransactionId), Result);
    }

    /// <summary>
    /// The means to wait for commit without submitting, for instance after a submission whose outcome is unknown.
    /// </summary>
    public Commit NewCommit() => new(Connection, TransactionId, Commit.Request(Connection, _content.ChannelName, TransactionId));

    internal Transaction WithSignature(ReadOnlySpan<byte> signature)
    {
        SetSignature(signature);
        return this;
    }
}
