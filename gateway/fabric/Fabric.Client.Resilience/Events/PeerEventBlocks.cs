using System.Runtime.CompilerServices;
using Fabric.Protos.Common;
using Fabric.Protos.Peer;
using Google.Protobuf;

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
        foreach (var (index, envelope) in (block.Data?.Data ?? []).Index())
        {
            if (Transaction(envelope) is not { } transaction)
            {
                continue;
            }

            var isValid = index < verdicts.Length && (TxValidationCode)verdicts[index] == TxValidationCode.Valid;
            transactions.Add((transaction.Id, isValid));
            if (isValid)
            {
                events.AddRange(Events(transaction.Id, transaction.Content)
                    .Where(item => item.ChaincodeId == chaincodeName && item.EventName.Length > 0)
                    .Select(item => new CommittedChaincodeEvent(number, transaction.Id, chaincodeName, item.EventName, item.Payload.Memory)));
            }
        }

        return new EventBlock(number, transactions, events);
    }

    // Orderers take what they are handed: an envelope may be anything, and what cannot be read is no transaction of the chaincode.
    private static (string Id, ByteString Content)? Transaction(ByteString bytes)
    {
        try
        {
            var payload = Payload.Parser.ParseForeign(Envelope.Parser.ParseForeign(bytes).Payload);
            return payload.Header is { } header
                && ChannelHeader.Parser.ParseForeign(header.ChannelHeader) is { Type: (int)HeaderType.EndorserTransaction } channel
                    ? (channel.TxId, payload.Data)
                    : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static List<ChaincodeEvent> Events(string id, ByteString content)
    {
        try
        {
            return [.. Protos.Peer.Transaction.Parser.ParseForeign(content).Actions
                .Select(action => ChaincodeActionPayload.Parser.ParseForeign(action.Payload).Action?.ProposalResponsePayload ?? ByteString.Empty)
                .Select(response => ChaincodeAction.Parser.ParseForeign(ProposalResponsePayload.Parser.ParseForeign(response).Extension).Events)
                .Select(bytes => ChaincodeEvent.Parser.ParseForeign(bytes))];
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new LedgerException(LedgerFailure.Rejected, $"Transaction {id} cannot be read.", error);
        }
    }
}
