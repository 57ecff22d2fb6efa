using Fabric.Msp;
using Fabric.Protos.Common;
using Fabric.Protos.Msp;

namespace Insurance.Gateway.Provenance;

/// <summary>The organizations of the channel, as its latest configuration block before a given block has them.</summary>
internal sealed class ChannelMembers(BlockSource blocks)
{
    private readonly Lock gate = new();
    private (ulong Block, MspVerifier Verifier)? known;

    /// <summary>Verifies identities of the channel's organizations as they were at a block.</summary>
    public async Task<MspVerifier> AtAsync(Block block, string role, CancellationToken cancellationToken)
    {
        var number = ConfigurationBlock(block);
        lock (gate)
        {
            if (known is { } hit && hit.Block == number)
            {
                return hit.Verifier;
            }
        }

        var verifier = new MspVerifier(await DefinitionsAsync(number, role, cancellationToken));
        lock (gate)
        {
            known = (number, verifier);
        }

        return verifier;
    }

    /// <summary>The organizations as they are now.</summary>
    public async Task<IReadOnlyList<MspDefinition>> NowAsync(string role, CancellationToken cancellationToken)
    {
        var info = await blocks.InfoAsync(role, cancellationToken);
        var newest = await blocks.BlockAsync(info.Height - 1, role, cancellationToken);
        return await DefinitionsAsync(ConfigurationBlock(newest), role, cancellationToken);
    }

    private async Task<List<MspDefinition>> DefinitionsAsync(ulong number, string role, CancellationToken cancellationToken) =>
        Definitions(await blocks.BlockAsync(number, role, cancellationToken));

    private static ulong ConfigurationBlock(Block block)
    {
        var metadata = block.Metadata?.Metadata;
        if (metadata is null || metadata.Count <= (int)BlockMetadataIndex.Signatures)
        {
            return 0;
        }

        var value = Metadata.Parser.ParseFrom(metadata[(int)BlockMetadataIndex.Signatures]).Value;
        return OrdererBlockMetadata.Parser.ParseFrom(value).LastConfig?.Index ?? 0;
    }

    private static List<MspDefinition> Definitions(Block configuration)
    {
        var envelope = Envelope.Parser.ParseFrom(configuration.Data.Data[0]);
        var payload = Payload.Parser.ParseFrom(envelope.Payload);
        var root = ConfigEnvelope.Parser.ParseFrom(payload.Data).Config.ChannelGroup;
        var members = new Dictionary<string, MspDefinition>(StringComparer.Ordinal);
        foreach (var section in new[] { "Application", "Orderer" })
        {
            if (!root.Groups.TryGetValue(section, out var group))
            {
                continue;
            }

            foreach (var organization in group.Groups.Values)
            {
                if (organization.Values.TryGetValue("MSP", out var value))
                {
                    var definition = MspDefinition.FromConfig(MSPConfig.Parser.ParseFrom(value.Value));
                    members.TryAdd(definition.MspId, definition);
                }
            }
        }

        return [.. members.Values];
    }
}
