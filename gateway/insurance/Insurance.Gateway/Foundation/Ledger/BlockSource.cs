using System.Globalization;
using System.Text;
using Fabric.Protos;
using Fabric.Protos.Common;

namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>Blocks by number and by transaction, from the peer's system chaincode <c>qscc</c>.</summary>
internal sealed class BlockSource(ILedgerReader ledger, string channel)
{
    /// <summary>The channel.</summary>
    public string Channel => channel;

    /// <summary>Height and current hash.</summary>
    public async Task<BlockchainInfo> InfoAsync(string role, CancellationToken cancellationToken) =>
        BlockchainInfo.Parser.ParseForeign((await QueryAsync("GetChainInfo", null, role, cancellationToken)).Span);

    /// <summary>The first block that the peer has; above 0 where it joined by a snapshot.</summary>
    public async Task<ulong> FirstAsync(string role, CancellationToken cancellationToken) => First(await InfoAsync(role, cancellationToken));

    /// <summary>The same of an answer that is there already.</summary>
    public static ulong First(BlockchainInfo info) => info.BootstrappingSnapshotInfo is { } snapshot ? snapshot.LastBlockInSnapshot + 1 : 0;

    /// <summary>The configuration in force now, as the peer states it, which it can without the block: a <c>common.Config</c>.</summary>
    public Task<ReadOnlyMemory<byte>> ConfigurationAsync(string role, CancellationToken cancellationToken) =>
        QueryAsync("GetChannelConfig", null, role, cancellationToken, "cscc");

    /// <summary>One block.</summary>
    public async Task<Block> BlockAsync(ulong number, string role, CancellationToken cancellationToken)
    {
        return Block.Parser.ParseForeign((await BytesAsync(number, role, cancellationToken)).Span);
    }

    /// <summary>One block as the peer hands it out.</summary>
    public Task<ReadOnlyMemory<byte>> BytesAsync(ulong number, string role, CancellationToken cancellationToken) =>
        QueryAsync("GetBlockByNumber", number.ToString(CultureInfo.InvariantCulture), role, cancellationToken);

    /// <summary>The block a transaction is in; <c>null</c> when the ledger does not have it.</summary>
    /// <exception cref="LedgerException">The peer has no such block, since it joined by a snapshot made later; the exception names its first one.</exception>
    public async Task<Block?> BlockOfAsync(string transactionId, string role, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await QueryAsync("GetBlockByTxID", transactionId, role, cancellationToken);
            return Block.Parser.ParseForeign(bytes.Span);
        }
        catch (LedgerException error) when (error.Failure is LedgerFailure.NotFound or LedgerFailure.Refused && error.FirstBlock is null)
        {
            return null;
        }
    }

    private Task<ReadOnlyMemory<byte>> QueryAsync(
        string function, string? argument, string role, CancellationToken cancellationToken, string chaincode = "qscc")
    {
        var arguments = new List<ReadOnlyMemory<byte>> { Encoding.UTF8.GetBytes(channel) };
        if (argument is not null)
        {
            arguments.Add(Encoding.UTF8.GetBytes(argument));
        }

        return ledger.EvaluateAsync(new LedgerCall(function, arguments, role) { Chaincode = chaincode }, cancellationToken);
    }
}
