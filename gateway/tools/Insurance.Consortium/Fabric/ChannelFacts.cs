using Fabric.Protos.Orderer;
using Fabric.Protos.Orderer.Etcdraft;
using Google.Protobuf;

namespace Insurance.Consortium.Fabric;

/// <summary>What the newest configuration of a channel says of those who order and those who take part.</summary>
/// <param name="Block">The number of the block that it is in; 0: the channel is as it was made.</param>
/// <param name="Consenters">Who orders.</param>
/// <param name="Members">The MSP ids of those who take part.</param>
internal sealed record ChannelFacts(ulong Block, IReadOnlyList<ChannelConsenter> Consenters, IReadOnlyList<string> Members)
{
    /// <summary>Null when the bytes are no configuration block.</summary>
    public static ChannelFacts? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var block = global::Fabric.Protos.Common.Block.Parser.ParseFrom(bytes);
            if (block is not { Header: not null, Data.Data.Count: 1 })
            {
                return null;
            }

            var payload = Payload.Parser.ParseFrom(Envelope.Parser.ParseFrom(block.Data.Data[0]).Payload);
            return ConfigEnvelope.Parser.ParseFrom(payload.Data).Config?.ChannelGroup is { } root
                && root.Groups.TryGetValue("Orderer", out var orderer)
                && root.Groups.TryGetValue("Application", out var application)
                ? new ChannelFacts(block.Header.Number, ReadConsenters(orderer), [.. application.Groups.Keys])
                : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static List<ChannelConsenter> ReadConsenters(ConfigGroup orderer)
    {
        if (orderer.Values.TryGetValue("Orderers", out var mapping))
        {
            return [.. Orderers.Parser.ParseFrom(mapping.Value).ConsenterMapping.Select(consenter =>
                new ChannelConsenter(consenter.Host, consenter.Port, consenter.ServerTlsCert.ToStringUtf8(), consenter.Identity.ToStringUtf8()))];
        }

        return orderer.Values.TryGetValue("ConsensusType", out var consensus)
            ? [.. ConfigMetadata.Parser.ParseFrom(ConsensusType.Parser.ParseFrom(consensus.Value).Metadata).Consenters.Select(consenter =>
                new ChannelConsenter(consenter.Host, consenter.Port, consenter.ServerTlsCert.ToStringUtf8(), null))]
            : [];
    }
}
