using Fabric.Protos.Common;

namespace Fabric.Client;

/// <summary>A client's connection to a Fabric network through the gateway service of a peer.</summary>
/// <remarks>
/// Safe for concurrent use and meant to be kept. Many gateways, for instance one per identity, can share
/// one channel and with it one HTTP/2 connection; the caller disposes of the channel. Disposing of the
/// gateway ends its event streams.
/// </remarks>
public sealed class FabricGateway : IDisposable
{
    private readonly ClientConnection _connection;

    private FabricGateway(ClientConnection connection) => _connection = connection;

    /// <summary>The identity that the gateway acts for.</summary>
    public IIdentity Identity => _connection.Identity;

    /// <summary>Connects over a channel.</summary>
    /// <param name="channel">A channel to a peer.</param>
    /// <param name="options">Identity, signer and deadlines.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every problem.</exception>
    public static FabricGateway Connect(ChannelBase channel, GatewayOptions options) =>
        Connect(channel.CreateCallInvoker(), options);

    /// <summary>Connects over a call invoker, with which interceptors may be placed before the channel.</summary>
    /// <param name="invoker">Makes the calls to a peer.</param>
    /// <param name="options">Identity, signer and deadlines.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every problem.</exception>
    public static FabricGateway Connect(CallInvoker invoker, GatewayOptions options)
    {
        options.Validate();
        return new FabricGateway(new ClientConnection(invoker, options));
    }

    /// <summary>The network of peers on a channel.</summary>
    /// <param name="channelName">Name of the Fabric channel.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public Network GetNetwork(string channelName)
    {
        ArgumentException.ThrowIfNullOrEmpty(channelName);
        return new Network(_connection, channelName);
    }

    /// <summary>Recreates a proposal from its serialized form.</summary>
    /// <param name="bytes">What <see cref="Proposal.ToBytes"/> returned.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a proposal.</exception>
    public Proposal NewProposal(ReadOnlySpan<byte> bytes) =>
        Proposal.FromMessage(_connection, ProposedTransaction.Parser.ParseForeign(bytes));

    /// <summary>Recreates a proposal and adds a signature made off line.</summary>
    /// <param name="bytes">What <see cref="Proposal.ToBytes"/> returned.</param>
    /// <param name="signature">The signature over <see cref="Signable.Digest"/>.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a proposal.</exception>
    public Proposal NewSignedProposal(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        NewProposal(bytes).WithSignature(signature);

    /// <summary>Recreates an endorsed transaction from its serialized form.</summary>
    /// <param name="bytes">What <see cref="Transaction.ToBytes"/> returned.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a transaction.</exception>
    public Transaction NewTransaction(ReadOnlySpan<byte> bytes) =>
        new(_connection, PreparedTransaction.Parser.ParseForeign(bytes));

    /// <summary>Recreates an endorsed transaction and adds a signature made off line.</summary>
    /// <param name="bytes">What <see cref="Transaction.ToBytes"/> returned.</param>
    /// <param name="signature">The signature over <see cref="Signable.Digest"/>.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a transaction.</exception>
    public Transaction NewSignedTransaction(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        NewTransaction(bytes).WithSignature(signature);

    /// <summary>Recreates a commit status request from its serialized form.</summary>
    /// <param name="bytes">What <see cref="Commit.ToBytes"/> returned.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a commit status request.</exception>
    public Commit NewCommit(ReadOnlySpan<byte> bytes) =>
        Commit.FromMessage(_connection, SignedCommitStatusRequest.Parser.ParseForeign(bytes));

    /// <summary>Recreates a commit status request and adds a signature made off line.</summary>
    /// <param name="bytes">What <see cref="Commit.ToBytes"/> returned.</param>
    /// <param name="signature">The signature over <see cref="Signable.Digest"/>.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a commit status request.</exception>
    public Commit NewSignedCommit(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        NewCommit(bytes).WithSignature(signature);

    /// <summary>Recreates a request for chaincode events from its serialized form.</summary>
    /// <param name="bytes">What <see cref="ChaincodeEventsRequest.ToBytes"/> returned.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a request for chaincode events.</exception>
    public ChaincodeEventsRequest NewChaincodeEventsRequest(ReadOnlySpan<byte> bytes) =>
        new(_connection, SignedChaincodeEventsRequest.Parser.ParseForeign(bytes));

    /// <summary>Recreates a request for chaincode events and adds a signature made off line.</summary>
    /// <param name="bytes">What <see cref="ChaincodeEventsRequest.ToBytes"/> returned.</param>
    /// <param name="signature">The signature over <see cref="Signable.Digest"/>.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a request for chaincode events.</exception>
    public ChaincodeEventsRequest NewSignedChaincodeEventsRequest(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        NewChaincodeEventsRequest(bytes).WithSignature(signature);

    /// <summary>Recreates a request for blocks from its serialized form.</summary>
    /// <param name="bytes">What <see cref="BlockEventsRequest{T}.ToBytes"/> returned.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not an envelope.</exception>
    public BlockEventsRequest<Block> NewBlockEventsRequest(ReadOnlySpan<byte> bytes) =>
        BlockEvents.Blocks(_connection, Envelope.Parser.ParseForeign(bytes));

    /// <summary>Recreates a request for blocks and adds a signature made off line.</summary>
    /// <param name="bytes">What <see cref="BlockEventsRequest{T}.ToBytes"/> returned.</param>
    /// <param name="signature">The signature over <see cref="Signable.Digest"/>.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not an envelope.</exception>
    public BlockEventsRequest<Block> NewSignedBlockEventsRequest(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        NewBlockEventsRequest(bytes).WithSignature(signature);

    /// <summary>Recreates a request for filtered blocks from its serialized form.</summary>
    /// <param name="bytes">What <see cref="BlockEventsRequest{T}.ToBytes"/> returned.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not an envelope.</exception>
    public BlockEventsRequest<Protos.Peer.FilteredBlock> NewFilteredBlockEventsRequest(ReadOnlySpan<byte> bytes) =>
        BlockEvents.Filtered(_connection, Envelope.Parser.ParseForeign(bytes));

    /// <summary>Recreates a request for filtered blocks and adds a signature made off line.</summary>
    /// <param name="bytes">What <see cref="BlockEventsRequest{T}.ToBytes"/> returned.</param>
    /// <param name="signature">The signature over <see cref="Signable.Digest"/>.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not an envelope.</exception>
    public BlockEventsRequest<Protos.Peer.FilteredBlock> NewSignedFilteredBlockEventsRequest(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        NewFilteredBlockEventsRequest(bytes).WithSignature(signature);

    /// <summary>Recreates a request for blocks with private data from its serialized form.</summary>
    /// <param name="bytes">What <see cref="BlockEventsRequest{T}.ToBytes"/> returned.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not an envelope.</exception>
    public BlockEventsRequest<Protos.Peer.BlockAndPrivateData> NewBlockAndPrivateDataEventsRequest(ReadOnlySpan<byte> bytes) =>
        BlockEvents.WithPrivateData(_connection, Envelope.Parser.ParseForeign(bytes));

    /// <summary>Recreates a request for blocks with private data and adds a signature made off line.</summary>
    /// <param name="bytes">What <see cref="BlockEventsRequest{T}.ToBytes"/> returned.</param>
    /// <param name="signature">The signature over <see cref="Signable.Digest"/>.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not an envelope.</exception>
    public BlockEventsRequest<Protos.Peer.BlockAndPrivateData> NewSignedBlockAndPrivateDataEventsRequest(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        NewBlockAndPrivateDataEventsRequest(bytes).WithSignature(signature);

    /// <summary>Ends the gateway's event streams. The channel stays open.</summary>
    public void Dispose() => _connection.Dispose();
}
