namespace Fabric.DevLedger.Blocks;

/// <summary>Compares the channel on disk with the one configured.</summary>
internal static class ConfigurationBlockReader
{
    /// <exception cref="InvalidConfigurationException">The ledger on disk is another channel's, or has other organizations.</exception>
    public static void DemandSame(LedgerReader reader, string channel, ChannelMaterial material)
    {
        var envelope = Envelope.Parser.ParseForeign(reader.Block(0)!.Block.Data.Data[0]);
        var payload = Payload.Parser.ParseForeign(envelope.Payload);
        var stored = ChannelHeader.Parser.ParseForeign(payload.Header.ChannelHeader).ChannelId;
        var problems = new List<string>();
        if (stored != channel)
        {
            problems.Add($"channel: the ledger in dataDirectory is that of channel {stored}, not {channel}");
        }

        var groups = ConfigEnvelope.Parser.ParseForeign(payload.Data).Config.ChannelGroup.Groups["Application"].Groups;
        foreach (var (mspId, definition) in material.Membership.Organizations)
        {
            if (!groups.TryGetValue(mspId, out var group))
            {
                problems.Add($"organizations: {mspId} is not in the channel configuration of the ledger in dataDirectory");
                continue;
            }

            var before = MspDefinition.FromConfig(MSPConfig.Parser.ParseForeign(group.Values["MSP"].Value));
            if (!before.RootCertificates.SequenceEqual(definition.RootCertificates, StringComparer.Ordinal))
            {
                problems.Add($"organizations: {mspId} has other root certificates in the ledger in dataDirectory; was its MSP folder made anew?");
            }
        }

        foreach (var mspId in groups.Keys.Where(mspId => !material.Membership.Organizations.ContainsKey(mspId)))
        {
            problems.Add($"organizations: {mspId} of the ledger in dataDirectory is missing");
        }

        if (problems.Count > 0)
        {
            throw new InvalidConfigurationException(problems);
        }
    }
}
