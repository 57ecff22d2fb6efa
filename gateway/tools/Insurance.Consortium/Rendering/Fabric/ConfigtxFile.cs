namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>
/// configtx.yaml: what configtxgen makes the channel's first block of. Paths in it are relative to it, so that a container
/// that sees the state directory elsewhere reads the same file.
/// </summary>
internal static class ConfigtxFile
{
    /// <summary>The profile that configtxgen is asked for.</summary>
    public const string Profile = "Channel";

    private const int LeastAbsoluteBytes = 10 * 1024 * 1024;

    public static string Render(ConsortiumDescription consortium, HomeDirectory home, FabricHosts hosts)
    {
        string Relative(string path) => Path.GetRelativePath(home.Fabric, path);
        List<Dictionary<string, object>> Members() =>
            [.. consortium.Organizations.Select(organization => Member(consortium, organization, home, hosts, Relative))];

        return YamlText.Render(new()
        {
            // Where `configtxgen -printOrg` looks, for an organization that is to be added to a channel.
            ["Organizations"] = Members(),
            ["Profiles"] = new Dictionary<string, object>
            {
                [Profile] = new Dictionary<string, object>
                {
                    ["Policies"] = ChannelPolicies.OfChannel(),
                    ["Capabilities"] = new Dictionary<string, object> { [consortium.ChannelCapability.ToString()] = true },
                    ["Orderer"] = Orderer(consortium, home, hosts, Relative),
                    ["Application"] = new Dictionary<string, object>
                    {
                        ["Organizations"] = Members(),
                        ["Policies"] = ChannelPolicies.OfApplication(consortium),
                        ["ACLs"] = ChannelPolicies.AccessControl(consortium),
                        ["Capabilities"] = new Dictionary<string, object> { ["V2_5"] = true },
                    },
                },
            },
        });
    }

    private static Dictionary<string, object> Member(ConsortiumDescription consortium, OrganizationDescription organization, HomeDirectory home, FabricHosts hosts, Func<string, string> relative) => new()
    {
        ["Name"] = organization.MspId,
        ["ID"] = organization.MspId,
        ["MSPDir"] = relative(home.Msp(organization.MspId)),
        ["Policies"] = ChannelPolicies.OfMember(consortium, organization),
        ["AnchorPeers"] = new List<object>
        {
            new Dictionary<string, object> { ["Host"] = hosts.Peer(organization), ["Port"] = organization.PeerPort },
        },
    };

    private static Dictionary<string, object> Orderer(ConsortiumDescription consortium, HomeDirectory home, FabricHosts hosts, Func<string, string> relative)
    {
        var orderer = consortium.Orderer;
        return new(ConsensusConfiguration.Of(consortium, home, hosts, relative))
        {
            ["BatchTimeout"] = $"{consortium.Batch.TimeoutMilliseconds}ms",
            ["BatchSize"] = new Dictionary<string, object>
            {
                ["MaxMessageCount"] = consortium.Batch.MaxMessages,
                ["AbsoluteMaxBytes"] = Math.Max(LeastAbsoluteBytes, consortium.Batch.MaxBytes),
                ["PreferredMaxBytes"] = consortium.Batch.MaxBytes,
            },
            ["Organizations"] = new List<object>
            {
                new Dictionary<string, object>
                {
                    ["Name"] = orderer.MspId,
                    ["ID"] = orderer.MspId,
                    ["MSPDir"] = relative(home.Msp(orderer.MspId)),
                    ["Policies"] = ChannelPolicies.OfOrderers(orderer),
                    ["OrdererEndpoints"] = orderer.Nodes.Select(node => $"{hosts.Orderer(node)}:{node.Port}").ToList(),
                },
            },
            ["Policies"] = ChannelPolicies.OfOrdering(),
            ["Capabilities"] = new Dictionary<string, object> { ["V2_0"] = true },
        };
    }
}
