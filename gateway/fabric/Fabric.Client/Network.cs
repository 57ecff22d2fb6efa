using Fabric.Protos.Common;

namespace Fabric.Client;

/// <summary>The network of peers on one Fabric channel.</summary>
/// <remarks>
/// Safe for concurrent use. Event streams end when the connection does: remember what has been processed
/// with a checkpointer and open another stream, which continues without gap or repetition. Streams obtained
/// from a <c>Get…EventsAsync</c> method begin with the first step of the iteration; to have events from a
/// moment on, open the corresponding request.
/// </remarks>
public sealed class Network
{
    private readonly ClientConnection _connection;

    internal Network(ClientConnection connection, string name)
    {
        _connection = connection;
        Name = name;
    }

    /// <summary>Name of the channel.</summary>
    public string Name { get; }

    /// <summary>A smart contract in a chaincode.</summary>
    /// <param name="chaincodeName">Name of the chaincode.</param>
    /// <param name="contractName">Name of the contract; the chaincode's default one if absent.</param>
    /// <exception cref="ArgumentException">The chaincode's name is empty.</exception>
    public Contract GetContract(string chaincodeName, string? contractName = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(chaincodeName);
        return new Contract(_connection, Name, chaincodeName, string.IsNullOrEmpty(contractName) ? null : contractName);
    }

    /// <summary>Streams the events of a chaincode.</summary>
    /// <param name="chaincodeName">Name of the chaincode.</param>
    /// <param name="options">Where to start; with the next block if absent.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <remarks>
    /// A Fabric peer notices that a stream was closed only with the next event of that chaincode (tried with 2.5.16 and 3.1.5); until then
    /// it counts among the calls that the peer's gateway service takes at one time, 500 by default. So keep one stream and share it;
    /// streams of blocks are free at once.
    /// </remarks>
    /// <exception cref="GatewayException">The stream broke.</exception>
    public IAsyncEnumerable<CommittedChaincodeEvent> GetChaincodeEventsAsync(
        string chaincodeName,
        EventOptions? options = null,
        CancellationToken cancellationToken = default) =>
        EventStreams.OpenOnIteration(NewChaincodeEventsRequest(chaincodeName, options).OpenAsync, cancellationToken);

    /// <summary>Creates a request for the events of a chaincode, to open it at once or to sign off line.</summary>
    /// <param name="chaincodeName">Name of the chaincode.</param>
    /// <param name="options">Where to start; with the next block if absent.</param>
    /// <exception cref="ArgumentException">The chaincode's name is empty.</exception>
    public ChaincodeEventsRequest NewChaincodeEventsRequest(string chaincodeName, EventOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(chaincodeName);
        return ChaincodeEventsRequest.Create(_connection, Name, chaincodeName, options ?? EventOptions.NextCommit);
    }

    /// <summary>Streams committed blocks.</summary>
    /// <param name="options">Where to start; with the next block if absent.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="GatewayException">The stream broke.</exception>
    public IAsyncEnumerable<Block> GetBlockEventsAsync(EventOptions? options = null, CancellationToken cancellationToken = default) =>
        EventStreams.OpenOnIteration(NewBlockEventsRequest(options).OpenAsync, cancellationToken);

    /// <summary>Creates a request for blocks, to open it at once or to sign off line.</summary>
    /// <param name="options">Where to start; with the next block if absent.</param>
    public BlockEventsRequest<Block> NewBlockEventsRequest(EventOptions? options = null) =>
        BlockEvents.Blocks(_connection, BlockEvents.Seek(_connection, Name, options ?? EventOptions.NextCommit));

    /// <summary>Streams committed blocks reduced to transaction ids, validation codes and event names.</summary>
    /// <param name="options">Where to start; with the next block if absent.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="GatewayException">The stream broke.</exception>
    public IAsyncEnumerable<FilteredBlock> GetFilteredBlockEventsAsync(EventOptions? options = null, CancellationToken cancellationToken = default) =>
        EventStreams.OpenOnIteration(NewFilteredBlockEventsRequest(options).OpenAsync, cancellationToken);

    /// <summary>Creates a request for filtered blocks, to open it at once or to sign off line.</summary>
    /// <param name="options">Where to start; with the next block if absent.</param>
    public BlockEventsRequest<FilteredBlock> NewFilteredBlockEventsRequest(EventOptions? options = null) =>
        BlockEvents.Filtered(_connection, BlockEvents.Seek(_connection, Name, options ?? EventOptions.NextCommit));

    /// <summary>Streams committed blocks with the private data that the identity's organization may read.</summary>
    /// <param name="options">Where to start; with the next block if absent.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="GatewayException">The stream broke.</exception>
    public IAsyncEnumerable<BlockAndPrivateData> GetBlockAndPrivateDataEventsAsync(EventOptions? options = null, CancellationToken cancellationToken = default) =>
        EventStreams.OpenOnIteration(NewBlockAndPrivateDataEventsRequest(options).OpenAsync, cancellationToken);

    /// <summary>Creates a request for blocks with private data, to open it at once or to sign off line.</summary>
    /// <param name="options">Where to start; with the next block if absent.</param>
    public BlockEventsRequest<BlockAndPrivateData> NewBlockAndPrivateDataEventsRequest(EventOptions? options = null) =>
        BlockEvents.WithPrivateData(_connection, BlockEvents.Seek(_connection, Name, options ?? EventOptions.NextCommit));
}
