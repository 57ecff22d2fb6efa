using Fabric.Protos.Msp;

namespace Fabric.Audit;

/// <summary>A channel's configuration: its organizations and its policies.</summary>
public sealed class ChannelConfiguration
{
    private readonly ConfigGroup _root;
    private readonly Dictionary<string, CompiledSignaturePolicy?> _compiled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _groupOf = new(StringComparer.Ordinal);

    private ChannelConfiguration(Block block, string channel, ConfigGroup root)
    {
        _root = root;
        Number = block.Header.Number;
        Hash = BlockHashes.OfHeader(block.Header);
        Channel = channel;
        var organizations = new Dictionary<string, MspDefinition>(StringComparer.Ordinal);
        foreach (var section in new[] { "Application", "Orderer" })
        {
            foreach (var (name, group) in root.Groups.GetValueOrDefault(section)?.Groups ?? [])
            {
                if (group.Values.TryGetValue("MSP", out var value))
                {
                    var definition = MspDefinition.FromConfig(MSPConfig.Parser.ParseForeign(value.Value));
                    organizations.TryAdd(definition.MspId, definition);
                    _groupOf.TryAdd($"{section}/{definition.MspId}", name);
                }
            }
        }

        Consenters = ReadConsenters(root);
        Organizations = [.. organizations.Values];
        Members = new MspVerifier(Organizations);
    }

    /// <summary>The number of the block it is in.</summary>
    public ulong Number { get; }

    /// <summary>The hash of that block.</summary>
    public ReadOnlyMemory<byte> Hash { get; }

    /// <summary>The channel.</summary>
    public string Channel { get; }

    /// <summary>Every organization that has members or orderers on the channel.</summary>
    public IReadOnlyList<MspDefinition> Organizations { get; }

    /// <summary>
    /// The identities that sign blocks by their number, where the channel orders by BFT; serialized as a creator is. Empty where
    /// it orders by raft.
    /// </summary>
    public IReadOnlyDictionary<uint, ByteString> Consenters { get; }

    /// <summary>Says which identities are theirs.</summary>
    public MspVerifier Members { get; }

    /// <summary>Whether a block holds a configuration instead of transactions.</summary>
    /// <param name="block">The block.</param>
    public static bool IsIn(Block block) =>
        block.Data.Data.Count == 1 && StoredTransaction.Read(block, 0) is { Type: HeaderType.Config };

    /// <summary>Reads a configuration block.</summary>
    /// <param name="block">The block.</param>
    /// <exception cref="FormatException">It holds no configuration that can be read.</exception>
    public static ChannelConfiguration Read(Block block)
    {
        if (block is not { Header: not null, Data.Data.Count: > 0 })
        {
            throw new FormatException("The block holds no configuration.");
        }

        try
        {
            var payload = Payload.Parser.ParseForeign(Envelope.Parser.ParseForeign(block.Data.Data[0]).Payload);
            var header = ChannelHeader.Parser.ParseForeign(payload.Header?.ChannelHeader ?? ByteString.Empty);
            return ConfigEnvelope.Parser.ParseForeign(payload.Data).Config?.ChannelGroup is { } root
                ? new ChannelConfiguration(block, header.ChannelId, root)
                : throw new FormatException("The block holds no configuration.");
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or CryptographicException
            or ArgumentException or NotSupportedException)
        {
            throw new FormatException("The block holds no configuration that can be read.", error);
        }
    }

    /// <summary>Whether another configuration says the same, whatever block it is in.</summary>
    internal bool SaysTheSame(ChannelConfiguration other) => Channel == other.Channel && Number == other.Number && _root.Equals(other._root);

    /// <summary>Whether signers satisfy a policy of the channel; nobody satisfies one that it does not have.</summary>
    /// <param name="path">For instance <c>/Channel/Application/Endorsement</c>.</param>
    /// <param name="signers">Identities whose signatures hold.</param>
    public bool IsSatisfied(string path, IReadOnlyList<VerifiedIdentity> signers)
    {
        var parts = path.Split('/');
        if (parts.Length < 3 || parts[0].Length != 0 || parts[1] != "Channel")
        {
            return false;
        }

        var group = _root;
        foreach (var part in parts.AsSpan(2, parts.Length - 3))
        {
            if (!group.Groups.TryGetValue(part, out group))
            {
                return false;
            }
        }

        lock (_compiled)
        {
            return IsSatisfied(group, path[..path.LastIndexOf('/')], parts[^1], signers);
        }
    }

    /// <summary>The policy by which a member's own peers endorse; <c>null</c> when the channel has no such member.</summary>
    /// <param name="mspId">The member.</param>
    public string? EndorsementOf(string mspId) =>
        _groupOf.TryGetValue($"Application/{mspId}", out var group) ? $"/Channel/Application/{group}/Endorsement" : null;

    private static Dictionary<uint, ByteString> ReadConsenters(ConfigGroup root)
    {
        var consenters = new Dictionary<uint, ByteString>();
        if (root.Groups.GetValueOrDefault("Orderer")?.Values.GetValueOrDefault("Orderers") is { } value)
        {
            foreach (var consenter in Orderers.Parser.ParseForeign(value.Value).ConsenterMapping)
            {
                // Of two with one number a peer takes the first.
                consenters.TryAdd(consenter.Id, new SerializedIdentity { Mspid = consenter.MspId, IdBytes = consenter.Identity }.ToByteString());
            }
        }

        return consenters;
    }

    private bool IsSatisfied(ConfigGroup group, string path, string name, IReadOnlyList<VerifiedIdentity> signers)
    {
        if (!group.Policies.TryGetValue(name, out var held) || held.Policy is not { } policy)
        {
            return false;
        }

        return (Policy.Types.PolicyType)policy.Type switch
        {
            Policy.Types.PolicyType.Signature => Compiled($"{path}/{name}", policy.Value)?.IsSatisfiedBy(signers) ?? false,
            Policy.Types.PolicyType.ImplicitMeta => IsMetaSatisfied(group, path, policy.Value, signers),
            _ => false,
        };
    }

    private bool IsMetaSatisfied(ConfigGroup group, string path, ByteString value, IReadOnlyList<VerifiedIdentity> signers)
    {
        ImplicitMetaPolicy meta;
        try
        {
            meta = ImplicitMetaPolicy.Parser.ParseForeign(value);
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }

        var satisfied = group.Groups.Count(inner => IsSatisfied(inner.Value, $"{path}/{inner.Key}", meta.SubPolicy, signers));
        return satisfied >= meta.Rule switch
        {
            ImplicitMetaPolicy.Types.Rule.Any => Math.Min(1, group.Groups.Count),
            ImplicitMetaPolicy.Types.Rule.All => group.Groups.Count,
            _ => group.Groups.Count == 0 ? 0 : (group.Groups.Count / 2) + 1,
        };
    }

    private CompiledSignaturePolicy? Compiled(string path, ByteString value)
    {
        if (!_compiled.TryGetValue(path, out var policy))
        {
            _compiled[path] = policy = PolicyReader.Signature(value);
        }

        return policy;
    }
}
