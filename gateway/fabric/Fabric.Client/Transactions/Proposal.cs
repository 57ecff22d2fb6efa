using Fabric.Protos.Common;

namespace Fabric.Client;

/// <summary>A transaction as it is proposed to endorsers.</summary>
public sealed class Proposal : Signable
{
    private readonly ProposedTransaction _message;
    private readonly string _channelName;

    internal Proposal(ClientConnection connection, ProposedTransaction message, string channelName)
        : base(connection)
    {
        _message = message;
        _channelName = channelName;
    }

    /// <summary>The transaction's id.</summary>
    public string TransactionId => _message.TransactionId;

    private protected override ByteString SignedBytes => _message.Proposal.ProposalBytes;

    private protected override ByteString Signature
    {
        get => _message.Proposal.Signature;
        set => _message.Proposal.Signature = value;
    }

    /// <inheritdoc/>
    public override byte[] ToBytes() => _message.ToByteArray();

    /// <summary>Runs the transaction on one peer and returns its result. Nothing is recorded.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="GatewayException">The transaction failed or could not be run.</exception>
    /// <exception cref="InvalidOperationException">The proposal is not signed and the gateway has no signer.</exception>
    public async Task<ReadOnlyMemory<byte>> EvaluateAsync(CancellationToken cancellationToken = default)
    {
        await SignAsync(cancellationToken).ConfigureAwait(false);
        var request = new EvaluateRequest
        {
            TransactionId = TransactionId,
            ChannelId = _channelName,
            ProposedTransaction = _message.Proposal,
        };
        request.TargetOrganizations.AddRange(_message.EndorsingOrganizations);
        var response = await Calls.InvokeAsync(
            () => Connection.Gateway.EvaluateAsync(request, Connection.ForEvaluate(cancellationToken)),
            e => new GatewayException("The transaction could not be evaluated", TransactionId, e),
            cancellationToken).ConfigureAwait(false);
        return response.Result?.Payload.Memory ?? ReadOnlyMemory<byte>.Empty;
    }

    /// <summary>Has the transaction endorsed.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The transaction, to be signed and submitted.</returns>
    /// <exception cref="EndorseException">The transaction was not endorsed.</exception>
    /// <exception cref="InvalidOperationException">The proposal is not signed and the gateway has no signer.</exception>
    public async Task<Transaction> EndorseAsync(CancellationToken cancellationToken = default)
    {
        await SignAsync(cancellationToken).ConfigureAwait(false);
        var request = new EndorseRequest
        {
            TransactionId = TransactionId,
            ChannelId = _channelName,
            ProposedTransaction = _message.Proposal,
        };
        request.EndorsingOrganizations.AddRange(_message.EndorsingOrganizations);
        var response = await Calls.InvokeAsync(
            () => Connection.Gateway.EndorseAsync(request, Connection.ForEndorse(cancellationToken)),
            e => new EndorseException(TransactionId, e),
            cancellationToken).ConfigureAwait(false);
        return new Transaction(Connection, new PreparedTransaction
        {
            TransactionId = TransactionId,
            Envelope = response.PreparedTransaction,
        });
    }

    internal static Proposal FromMessage(ClientConnection connection, ProposedTransaction message)
    {
        var proposal = Protos.Peer.Proposal.Parser.ParseForeign(
            (message.Proposal ?? throw new FormatException("The proposed transaction holds no proposal.")).ProposalBytes);
        var header = Header.Parser.ParseForeign(proposal.Header);
        return new Proposal(connection, message, ChannelHeader.Parser.ParseForeign(header.ChannelHeader).ChannelId);
    }

    internal Proposal WithSignature(ReadOnlySpan<byte> signature)
    {
        SetSignature(signature);
        return this;
    }
}
