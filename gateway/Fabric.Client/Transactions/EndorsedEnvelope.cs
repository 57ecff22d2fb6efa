using Fabric.Protos.Common;
using Fabric.Protos.Peer;
using Google.Protobuf;

namespace Fabric.Client;

/// <summary>What a client needs to know of an endorsed transaction.</summary>
/// <param name="ChannelName">The channel.</param>
/// <param name="Result">What the chaincode returned.</param>
internal sealed record EndorsedEnvelope(string ChannelName, ByteString Result)
{
    /// <exception cref="FormatException">The envelope does not hold an endorsed transaction.</exception>
    public static EndorsedEnvelope Read(Envelope? envelope)
    {
        try
        {
            var payload = Payload.Parser.ParseFrom((envelope ?? throw Missing("envelope")).Payload);
            var channelHeader = ChannelHeader.Parser.ParseFrom((payload.Header ?? throw Missing("header")).ChannelHeader);
            var actions = Protos.Peer.Transaction.Parser.ParseFrom(payload.Data).Actions;
            var action = ChaincodeActionPayload.Parser.ParseFrom((actions.Count > 0 ? actions[0] : throw Missing("action")).Payload);
            var response = ProposalResponsePayload.Parser.ParseFrom((action.Action ?? throw Missing("endorsed action")).ProposalResponsePayload);
            var result = ChaincodeAction.Parser.ParseFrom(response.Extension).Response ?? throw Missing("chaincode response");
            return new EndorsedEnvelope(channelHeader.ChannelId, result.Payload);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new FormatException("The endorsed transaction cannot be decoded.", e);
        }
    }

    private static FormatException Missing(string part) => new($"The endorsed transaction has no {part}.");
}
