using Fabric.Protos.Common;

namespace Fabric.Client;

/// <summary>What a client needs to know of an endorsed transaction.</summary>
/// <param name="ChannelName">The channel.</param>
/// <param name="Result">What the chaincode returned.</param>
/// <param name="ChangesNothing">Whether it writes nothing and has no event.</param>
internal sealed record EndorsedEnvelope(string ChannelName, ByteString Result, bool ChangesNothing)
{
    /// <exception cref="FormatException">The envelope does not hold an endorsed transaction.</exception>
    public static EndorsedEnvelope Read(Envelope? envelope)
    {
        try
        {
            var payload = Payload.Parser.ParseForeign((envelope ?? throw Missing("envelope")).Payload);
            var channelHeader = ChannelHeader.Parser.ParseForeign((payload.Header ?? throw Missing("header")).ChannelHeader);
            var actions = Protos.Peer.Transaction.Parser.ParseForeign(payload.Data).Actions;
            var action = ChaincodeActionPayload.Parser.ParseForeign((actions.Count > 0 ? actions[0] : throw Missing("action")).Payload);
            var response = ProposalResponsePayload.Parser.ParseForeign((action.Action ?? throw Missing("endorsed action")).ProposalResponsePayload);
            var outcome = ChaincodeAction.Parser.ParseForeign(response.Extension);
            var result = outcome.Response ?? throw Missing("chaincode response");
            return new EndorsedEnvelope(
                channelHeader.ChannelId, result.Payload, outcome.Events.IsEmpty && !WriteSets.AnyIn(outcome.Results));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new FormatException("The endorsed transaction cannot be decoded.", e);
        }
    }

    private static FormatException Missing(string part) => new($"The endorsed transaction has no {part}.");
}
