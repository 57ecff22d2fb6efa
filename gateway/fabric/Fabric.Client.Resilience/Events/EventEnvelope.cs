using Fabric.Protos.Peer;

namespace Fabric.Client.Resilience;

/// <summary>What an envelope of a block says of a transaction's events.</summary>
/// <param name="TransactionId">The id that it names.</param>
/// <param name="Events">Those of all chaincodes; none where they were not asked for.</param>
internal sealed record EventEnvelope(string TransactionId, IReadOnlyList<ChaincodeEvent> Events)
{
    /// <summary>Reads an envelope.</summary>
    /// <param name="bytes">The envelope. Orderers take what they are handed, so it may be anything.</param>
    /// <param name="withEvents">That its events are wanted: it is valid.</param>
    /// <returns><c>null</c> where it is no transaction of a chaincode.</returns>
    /// <exception cref="LedgerException">The events are wanted and cannot be read.</exception>
    public static EventEnvelope? Read(ByteString bytes, bool withEvents)
    {
        try
        {
            return ReadParts(bytes, withEvents);
        }
        catch (Exception error) when (error is not (OutOfMemoryException or ThreadInterruptedException))
        {
            // Damaged, or written in a way of its own, which counts as the whole messages' parsers say.
            return ReadWhole(bytes, withEvents);
        }
    }

    /// <summary>
    /// Reads an envelope as every client writes it. An event is five messages deep in it, each of which would have to be copied with all
    /// that surrounds the event: four to five times the envelope, of which an event is a twentieth.
    /// </summary>
    internal static EventEnvelope? ReadParts(ByteString bytes, bool withEvents)
    {
        var payload = MessagePart.Of(bytes).Only(Envelope.PayloadFieldNumber);
        var header = payload.Only(Payload.HeaderFieldNumber).Only(Header.ChannelHeaderFieldNumber);
        if (Endorsed(ChannelHeader.Parser.ParseFrom(header.Span)) is not { } id)
        {
            return null;
        }

        if (!withEvents)
        {
            return new EventEnvelope(id, []);
        }

        // Of a transaction with several actions, which no peer takes, the whole message's parser knows.
        var action = payload.Only(Payload.DataFieldNumber).Only(Protos.Peer.Transaction.ActionsFieldNumber)
            .Only(TransactionAction.PayloadFieldNumber).Only(ChaincodeActionPayload.ActionFieldNumber);
        var response = action.Only(ChaincodeEndorsedAction.ProposalResponsePayloadFieldNumber);
        var item = response.Only(ProposalResponsePayload.ExtensionFieldNumber).Only(ChaincodeAction.EventsFieldNumber);
        return new EventEnvelope(id, [ChaincodeEvent.Parser.ParseFrom(item.Span)]);
    }

    /// <summary>Reads an envelope message by message, as peers do.</summary>
    internal static EventEnvelope? ReadWhole(ByteString bytes, bool withEvents)
    {
        string id;
        ByteString content;
        try
        {
            var payload = Payload.Parser.ParseForeign(Envelope.Parser.ParseForeign(bytes).Payload);
            if (payload.Header is not { } header || Endorsed(ChannelHeader.Parser.ParseForeign(header.ChannelHeader)) is not { } named)
            {
                return null;
            }

            (id, content) = (named, payload.Data);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }

        return new EventEnvelope(id, withEvents ? EventsOf(id, content) : []);
    }

    private static string? Endorsed(ChannelHeader header) => header.Type == (int)HeaderType.EndorserTransaction ? header.TxId : null;

    private static List<ChaincodeEvent> EventsOf(string id, ByteString content)
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
