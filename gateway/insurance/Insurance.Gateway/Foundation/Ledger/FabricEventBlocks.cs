using System.Runtime.CompilerServices;
using Fabric.Audit;
using Fabric.Client;
using Fabric.Protos;
using Fabric.Protos.Common;
using Fabric.Protos.Peer;
using Google.Protobuf;

namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>The blocks of a Fabric peer, from its block service.</summary>
internal sealed class FabricEventBlocks(
    ILedgerReader reader, IReadOnlyDictionary<string, Network> networks, string channel, string chaincode) : IEventBlocks
{
    private readonly BlockSource blocks = new(reader, channel);

    public async Task<(ulong First, ulong Next)> ExtentAsync(string role, CancellationToken cancellationToken)
    {
        var info = await blocks.InfoAsync(role, cancellationToken);
        return (BlockSource.First(info), info.Height);
    }

    public async IAsyncEnumerable<EventBlock> ReadAsync(
        ulong from, string role, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = networks[role]
            .GetBlockEventsAsync(new EventOptions { StartBlock = from }, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await stream.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (GatewayException error)
            {
                throw FabricFailures.Submitting(error);
            }

            yield return Read(stream.Current, chaincode);
        }
    }

    /// <summary>What a block has of a chaincode's events.</summary>
    /// <exception cref="LedgerException">A valid transaction of it cannot be read.</exception>
    internal static EventBlock Read(Block block, string chaincode)
    {
        var number = block.Header?.Number ?? 0;
        var transactions = new List<(string Id, bool IsValid)>();
        var events = new List<LedgerEvent>();
        for (var index = 0; index < (block.Data?.Data.Count ?? 0); index++)
        {
            if (StoredTransaction.Read(block, index) is not { Type: HeaderType.EndorserTransaction } stored)
            {
                continue;
            }

            var isValid = BlockContents.ValidationCode(block, index) == TxValidationCode.Valid;
            transactions.Add((stored.Id, isValid));
            if (isValid)
            {
                events.AddRange(Events(stored)
                    .Where(item => item.ChaincodeId == chaincode && item.EventName.Length > 0)
                    .Select(item => new LedgerEvent(item.EventName, number, stored.Id, item.Payload.Memory)));
            }
        }

        return new EventBlock(number, transactions, events);
    }

    private static List<ChaincodeEvent> Events(StoredTransaction stored)
    {
        try
        {
            return [.. EndorsedAction.ReadAll(stored)
                .Select(action => ChaincodeAction.Parser.ParseForeign(action.Result.Extension).Events)
                .Select(bytes => ChaincodeEvent.Parser.ParseForeign(bytes))];
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new LedgerException(LedgerFailure.Rejected, $"Transaction {stored.Id} cannot be read.", error);
        }
    }
}
