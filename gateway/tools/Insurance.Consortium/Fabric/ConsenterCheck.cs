namespace Insurance.Consortium.Fabric;

/// <summary>Compares the orderer nodes of a state directory with what the channel's newest configuration says of them.</summary>
internal sealed class ConsenterCheck(HomeDirectory home, ConsortiumDescription consortium, FabricHosts hosts, ChannelFacts facts)
{
    /// <summary>A node with another key than the channel's is no consenter to the others: they would wait for a leader for ever.</summary>
    public IReadOnlyList<string> ForeignKeys() =>
    [
        .. consortium.Orderer.Nodes.SelectMany(node => Find(node) is not { } consenter ? [] : new[]
        {
            Compare($"the TLS certificate of {node.Name}", home.TlsCertificate(consortium.Orderer.MspId, node.Name), consenter.TlsCertificate, home.TlsKey(consortium.Orderer.MspId, node.Name)),
            Compare($"the certificate that {node.Name} signs blocks with", home.NodeCertificate(consortium.Orderer.MspId, node.Name), consenter.Identity, HomeDirectory.MspKey(home.NodeMsp(consortium.Orderer.MspId, node.Name))),
        }.OfType<string>()),
    ];

    /// <summary>The nodes that the channel took out.</summary>
    public IReadOnlyList<string> Evicted() => [.. consortium.Orderer.Nodes.Where(node => Find(node) is null).Select(node => node.Name)];

    /// <summary>What the channel has and this directory knows nothing of, and the other way round; in words.</summary>
    public IReadOnlyList<string> Differences()
    {
        var (known, members) = (consortium.Organizations.Select(organization => organization.MspId).ToHashSet(), facts.Members.ToHashSet());
        var nodes = consortium.Orderer.Nodes.Select(node => (hosts.Orderer(node), (uint)node.Port)).ToHashSet();
        return
        [
            .. facts.Members.Where(mspId => !known.Contains(mspId)).Order(StringComparer.Ordinal).Select(mspId => $"it has a member {mspId}"),
            .. known.Where(mspId => !members.Contains(mspId)).Order(StringComparer.Ordinal).Select(mspId => $"{mspId} is no member any more"),
            .. facts.Consenters.Where(consenter => !nodes.Contains((consenter.Host, consenter.Port))).Select(consenter => $"it has a consenter at {consenter.Host}:{consenter.Port}"),
            .. Evicted().Select(node => $"{node} is no consenter any more"),
        ];
    }

    private ChannelConsenter? Find(OrdererNodeDescription node) =>
        facts.Consenters.FirstOrDefault(consenter => consenter.Host == hosts.Orderer(node) && consenter.Port == node.Port);

    private static string? Compare(string what, string path, string? known, string key) =>
        known is null || PublicKey(File.ReadAllText(path)) is not { } own || PublicKey(known) is not { } pinned || own.AsSpan().SequenceEqual(pinned)
            ? null
            : $"{what} ({path}) has another key than the one that the channel knows it by; restore {key} and the certificate from a backup, or have the channel's administrators put the new certificate into its configuration";

    private static byte[]? PublicKey(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.PublicKey.ExportSubjectPublicKeyInfo();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
