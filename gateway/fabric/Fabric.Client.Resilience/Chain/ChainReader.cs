using System.Text;

namespace Fabric.Client.Resilience;

/// <summary>Blocks by number and by transaction, and the configuration in force, from the peer's system chaincodes <c>qscc</c> and <c>cscc</c>.</summary>
/// <param name="ledger">Asks the peer.</param>
/// <param name="channelName">Name of the Fabric channel.</param>
public sealed class ChainReader(ILedgerReader ledger, string channelName)
{
    /// <summary>The channel.</summary>
    public string ChannelName => channelName;

    /// <summary>Height and current hash.</summary>
    /// <param name="identity">The name of the identity that asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerException">The peer refused, or does not answer.</exception>
    public async Task<BlockchainInfo> InfoAsync(string identity, CancellationToken cancellationToken) =>
        BlockchainInfo.Parser.ParseForeign((await QueryAsync("GetChainInfo", null, identity, cancellationToken).ConfigureAwait(false)).Span);

    /// <summary>The first block that the peer has; above 0 where it joined by a snapshot.</summary>
    /// <param name="identity">The name of the identity that asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerException">The peer refused, or does not answer.</exception>
    public async Task<ulong> FirstAsync(string identity, CancellationToken cancellationToken) => First(await InfoAsync(identity, cancellationToken).ConfigureAwait(false));

    /// <summary>The same of an answer that is there already.</summary>
    /// <param name="info">What <see cref="InfoAsync"/> returned.</param>
    public static ulong First(BlockchainInfo info) => info.BootstrappingSnapshotInfo is { } snapshot ? snapshot.LastBlockInSnapshot + 1 : 0;

    /// <summary>The configuration in force now, as the peer states it, which it can without the block: a <c>common.Config</c>.</summary>
    /// <param name="identity">The name of the identity that asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerException">The peer refused, or does not answer.</exception>
    public Task<ReadOnlyMemory<byte>> ConfigurationAsync(string identity, CancellationToken cancellationToken) =>
        QueryAsync("GetChannelConfig", null, identity, cancellationToken, "cscc");

    /// <summary>One block.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="identity">The name of the identity that asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerException">The peer refused, or does not answer.</exception>
    public async Task<Block> BlockAsync(ulong number, string identity, CancellationToken cancellationToken) =>
        Block.Parser.ParseForeign((await BytesAsync(number, identity, cancellationToken).ConfigureAwait(false)).Span);

    /// <summary>One block as the peer hands it out.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="identity">The name of the identity that asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerException">The peer refused, or does not answer.</exception>
    public Task<ReadOnlyMemory<byte>> BytesAsync(ulong number, string identity, CancellationToken cancellationToken) =>
        QueryAsync("GetBlockByNumber", number.ToString(CultureInfo.InvariantCulture), identity, cancellationToken);

    /// <summary>The block a transaction is in; <c>null</c> when the ledger does not have it.</summary>
    /// <param name="transactionId">The transaction's id.</param>
    /// <param name="identity">The name of the identity that asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerException">The peer does not answer, or has no such block, since it joined by a snapshot made later; the exception names its first one.</exception>
    public async Task<Block?> BlockOfAsync(string transactionId, string identity, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await QueryAsync("GetBlockByTxID", transactionId, identity, cancellationToken).ConfigureAwait(false);
            return Block.Parser.ParseForeign(bytes.Span);
        }
        catch (LedgerException error) when (error.Failure is LedgerFailure.NotFound or LedgerFailure.Refused && error.FirstBlock is null)
        {
            return null;
        }
    }

    private Task<ReadOnlyMemory<byte>> QueryAsync(
        string function, string? argument, string identity, CancellationToken cancellationToken, string chaincode = "qscc")
    {
        var arguments = new List<ReadOnlyMemory<byte>> { Encoding.UTF8.GetBytes(channelName) };
        if (argument is not null)
        {
            arguments.Add(Encoding.UTF8.GetBytes(argument));
        }

        return ledger.EvaluateAsync(new LedgerCall(function, arguments, identity) { Chaincode = chaincode }, cancellationToken);
    }
}
