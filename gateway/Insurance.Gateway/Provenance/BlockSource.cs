using System.Globalization;
using System.Text;
using Fabric.Protos;
using Fabric.Protos.Common;
using Insurance.Gateway.Ledger;

namespace Insurance.Gateway.Provenance;

/// <summary>Blocks by number and by transaction, from the peer's system chaincode <c>qscc</c>.</summary>
public sealed class BlockSource(ILedgerReader ledger, string channel)
{
    /// <summary>The channel.</summary>
    public string Channel => channel;

    /// <summary>Height and current hash.</summary>
    public async Task<BlockchainInfo> InfoAsync(string role, CancellationToken cancellationToken) =>
        BlockchainInfo.Parser.ParseForeign((await QueryAsync("GetChainInfo", null, role, cancellationToken)).Span);

    /// <summary>One block.</summary>
    public async Task<Block> BlockAsync(ulong number, string role, CancellationToken cancellationToken)
    {
        return Block.Parser.ParseForeign((await BytesAsync(number, role, cancellationToken)).Span);
    }

    /// <summary>One block as the peer hands it out.</summary>
    public Task<ReadOnlyMemory<byte>> BytesAsync(ulong number, string role, CancellationToken cancellationToken) =>
        QueryAsync("GetBlockByNumber", number.ToString(CultureInfo.InvariantCulture), role, cancellationToken);

    /// <summary>The block a transaction is in; <c>null</c> when the ledger does not have it.</summary>
    public async Task<Block?> BlockOfAsync(string transactionId, string role, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await QueryAsync("GetBlockByTxID", transactionId, role, cancellationToken);
            return Block.Parser.ParseForeign(bytes.Span);
        }
        catch (LedgerException error) when (error.Failure is LedgerFailure.NotFound or LedgerFailure.Refused)
        {
            return null;
        }
    }

    private Task<ReadOnlyMemory<byte>> QueryAsync(
        string function, string? argument, string role, CancellationToken cancellationToken)
    {
        var arguments = new List<ReadOnlyMemory<byte>> { Encoding.UTF8.GetBytes(channel) };
        if (argument is not null)
        {
            arguments.Add(Encoding.UTF8.GetBytes(argument));
        }

        return ledger.EvaluateAsync(new LedgerCall(function, arguments, role) { Chaincode = "qscc" }, cancellationToken);
    }
}
