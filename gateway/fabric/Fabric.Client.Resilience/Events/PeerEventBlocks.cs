using System.Runtime.CompilerServices;
using Fabric.Protos.Peer;

namespace Fabric.Client.Resilience;

/// <summary>The blocks of a Fabric peer, from its block service.</summary>
internal sealed class PeerEventBlocks(
    ChainReader chain, IReadOnlyDictionary<string, Network> networks, string chaincodeName, TimeSpan patience, TimeProvider clock) : IEventBlocks
{
    public async Task<(ulong First, ulong Next)> ExtentAsync(string identity, CancellationToken cancellationToken)
    {
        var info = await TimeLimit.WithinAsync(patience, clock, token => chain.InfoAsync(identity, token), cancellationToken).ConfigureAwait(false);
        return (ChainReader.First(info), info.Height);
    }

    public async IAsyncEnumerable<EventBlock> ReadAsync(
        ulong from, string identity, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = networks[identity]
            .GetBlockEventsAsync(new EventOptions { StartBlock = from }, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using (stream.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await stream.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (GatewayException error)
                {
                    throw FabricFailures.Submitting(error);
                }

                yield return Read(stream.Current, chaincodeName);
            }
        }
    }

    /// <summary>What a block has of a chaincode's events.</summary>
    /// <exception cref="LedgerException">A valid transaction of it cannot be read.</exception>
    internal static EventBlock Read(Block block, string chaincodeName)
    {
        const int Filter = (int)BlockMetadataIndex.TransactionsFilter;
        var number = block.Header?.Number ?? 0;
        var verdicts = block.Metadata?.Metadata is { Count: > Filter } metadata ? metadata[Filter] : ByteString.Empty;
        var transactions = new List<(string Id, bool IsValid)>();
        var events = new List<CommittedChaincodeEvent>();
        foreach (var (index, bytes) in (block.Data?.Data ?? []).Index())
        {
            var isValid = index < verdicts.Length && (TxValidationCode)verdicts[index] == TxValidationCode.Valid;
            if (EventEnvelope.Read(bytes, isValid) is not { } envelope)
            {
                continue;
            }

            transactions.Add((envelope.TransactionId, isValid));
            events.AddRange(envelope.Events
                .Where(item => item.ChaincodeId == chaincodeName && item.EventName.Length > 0)
                .Select(item => new CommittedChaincodeEvent(number, envelope.TransactionId, chaincodeName, item.EventName, item.Payload.Memory)));
        }

        return new EventBlock(number, transactions, events);
    }
}
