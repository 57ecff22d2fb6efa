using Fabric.Protos.Common;
using Fabric.Protos.Orderer;
using Fabric.Protos.Orderer.Etcdraft;
using Consenter = Fabric.Protos.Orderer.Etcdraft.Consenter;

namespace EndToEnd.Tests.Running;

/// <summary>Changes the consenters of a running channel as the orderers' administrator does, with the peer command.</summary>
public sealed class ChannelEditor(TestConsortium consortium)
{
    private const string Channel = "insurance";
    private const string Orderers = "OrdererMSP";

    /// <summary>Changes them and returns those that there were.</summary>
    public async Task<IReadOnlyList<Consenter>> ConsentersAsync(Func<IReadOnlyList<Consenter>, IEnumerable<Consenter>> change)
    {
        var root = await NewestAsync();
        var orderer = root.Groups["Orderer"];
        var value = orderer.Values["ConsensusType"];
        var consensus = ConsensusType.Parser.ParseFrom(value.Value);
        var raft = ConfigMetadata.Parser.ParseFrom(consensus.Metadata);
        List<Consenter> before = [.. raft.Consenters.Select(consenter => consenter.Clone())];
        Consenter[] after = [.. change(before)];
        raft.Consenters.Clear();
        raft.Consenters.Add(after);
        consensus.Metadata = raft.ToByteString();

        var section = new ConfigGroup { Version = orderer.Version };
        var changed = section.Clone();
        changed.Values["ConsensusType"] = new ConfigValue { Version = value.Version + 1, ModPolicy = value.ModPolicy, Value = consensus.ToByteString() };
        await SubmitAsync(new ConfigUpdate
        {
            ChannelId = Channel,
            ReadSet = new ConfigGroup { Version = root.Version, Groups = { ["Orderer"] = section } },
            WriteSet = new ConfigGroup { Version = root.Version, Groups = { ["Orderer"] = changed } },
        });
        return before;
    }

    private async Task<ConfigGroup> NewestAsync()
    {
        var file = Path.Combine(consortium.Home, "newest.test.block");
        await FabricTools.PeerAsync(consortium, TestConsortium.Aurora, "channel", "fetch", "config", file, "--channelID", Channel);
        var block = Block.Parser.ParseFrom(await File.ReadAllBytesAsync(file));
        return ConfigEnvelope.Parser.ParseFrom(Payload.Parser.ParseFrom(Envelope.Parser.ParseFrom(block.Data.Data[0]).Payload).Data).Config.ChannelGroup;
    }

    private async Task SubmitAsync(ConfigUpdate update)
    {
        var envelope = new Envelope
        {
            Payload = new Payload
            {
                Header = new Header { ChannelHeader = new ChannelHeader { Type = (int)HeaderType.ConfigUpdate, ChannelId = Channel }.ToByteString() },
                Data = new ConfigUpdateEnvelope { ConfigUpdate = update.ToByteString() }.ToByteString(),
            }.ToByteString(),
        };
        var file = Path.Combine(consortium.Home, "update.test.pb");
        await File.WriteAllBytesAsync(file, envelope.ToByteArray());
        await FabricTools.PeerAsync(
            consortium, Orderers, TestConsortium.Aurora, ["channel", "update", "--channelID", Channel, "--file", file, .. FabricTools.OrdererArguments(consortium)]);
    }
}
