using Role = Fabric.Protos.Msp.MSPRole.Types.MSPRoleType;

namespace Fabric.DevLedger.Blocks;

/// <summary>Writes the channel's configuration as the envelope of block 0.</summary>
internal static class ConfigurationBlock
{
    private const string Admins = "Admins";
    private const string ChannelCapability = "V2_0";
    private const string ApplicationCapability = "V2_5";
    private const string OrdererOrganization = "OrdererOrg";

    public static ByteString Envelope(ConfigurationBlockContent content)
    {
        var config = new ConfigEnvelope { Config = new Config { Sequence = 0, ChannelGroup = Channel(content) } };
        var channelHeader = new ChannelHeader
        {
            Type = (int)HeaderType.Config,
            Version = 1,
            ChannelId = content.Channel,
            Timestamp = Timestamp.FromDateTimeOffset(content.CreatedAt),
        };
        var nonce = System.Security.Cryptography.RandomNumberGenerator.GetBytes(24);
        channelHeader.TxId = TransactionId.Compute(nonce, []);
        var payload = new Payload
        {
            Header = new Header
            {
                ChannelHeader = channelHeader.ToByteString(),
                SignatureHeader = new SignatureHeader { Nonce = ByteString.CopyFrom(nonce) }.ToByteString(),
            },
            Data = config.ToByteString(),
        };
        return new Envelope { Payload = payload.ToByteString() }.ToByteString();
    }

    private static ConfigGroup Channel(ConfigurationBlockContent content)
    {
        var group = Group(
            ("Readers", Any("Readers")), ("Writers", Any("Writers")), (Admins, Majority(Admins)));
        group.Values["HashingAlgorithm"] = Value(new HashingAlgorithm { Name = "SHA256" });
        group.Values["BlockDataHashingStructure"] = Value(new BlockDataHashingStructure { Width = uint.MaxValue });
        group.Values["Capabilities"] = Value(Capabilities(ChannelCapability));
        group.Groups["Orderer"] = Orderer(content);
        group.Groups["Application"] = Application(content);
        return group;
    }

    private static ConfigGroup Orderer(ConfigurationBlockContent content)
    {
        var group = Group(
            ("Readers", Any("Readers")),
            ("Writers", Any("Writers")),
            (Admins, Majority(Admins)),
            ("BlockValidation", Any("Writers")));
        group.Values["ConsensusType"] = Value(new ConsensusType { Type = "etcdraft" });
        group.Values["BatchSize"] = Value(new BatchSize
        {
            MaxMessageCount = (uint)content.MaxMessageCount,
            AbsoluteMaxBytes = (uint)content.AbsoluteMaxBytes,
            PreferredMaxBytes = (uint)content.PreferredMaxBytes,
        });
        group.Values["BatchTimeout"] = Value(new BatchTimeout
        {
            Timeout = FormattableString.Invariant($"{content.BatchTimeout.TotalMilliseconds}ms"),
        });
        group.Values["ChannelRestrictions"] = Value(new ChannelRestrictions());
        group.Values["Capabilities"] = Value(Capabilities(ChannelCapability));
        group.Groups[OrdererOrganization] = Organization(content.Orderer, Role.Orderer);
        return group;
    }

    private static ConfigGroup Application(ConfigurationBlockContent content)
    {
        var group = Group(
            ("Readers", Any("Readers")),
            ("Writers", Any("Writers")),
            (Admins, Majority(Admins)),
            ("Endorsement", Majority("Endorsement")),
            ("LifecycleEndorsement", Majority("Endorsement")));
        group.Values["Capabilities"] = Value(Capabilities(ApplicationCapability));
        foreach (var (msp, address) in content.Organizations)
        {
            var organization = Organization(msp, Role.Peer);
            if (AnchorPeer(address) is { } anchor)
            {
                organization.Values["AnchorPeers"] = Value(new AnchorPeers { AnchorPeers_ = { anchor } });
            }

            group.Groups[msp.MspId] = organization;
        }

        return group;
    }

    private static AnchorPeer? AnchorPeer(string address)
    {
        var colon = address.LastIndexOf(':');
        return colon > 0 && int.TryParse(address.AsSpan(colon + 1), out var port)
            ? new AnchorPeer { Host = address[..colon], Port = port }
            : null;
    }

    private static ConfigGroup Organization(MspDefinition msp, Role node)
    {
        var classifies = msp.NodeOrganizationalUnits is not null;
        var readers = classifies ? new[] { Role.Admin, node, Role.Client } : [Role.Member];
        var writers = classifies ? new[] { Role.Admin, node == Role.Orderer ? Role.Orderer : Role.Client } : [Role.Member];
        var group = Group(
            ("Readers", AnyRole(msp.MspId, readers)),
            ("Writers", AnyRole(msp.MspId, writers)),
            (Admins, AnyRole(msp.MspId, [Role.Admin])),
            ("Endorsement", AnyRole(msp.MspId, [classifies ? node : Role.Member])));
        group.Values["MSP"] = Value(msp.ToConfig());
        return group;
    }

    private static ConfigGroup Group(params (string Name, Policy Policy)[] policies)
    {
        var group = new ConfigGroup { ModPolicy = Admins };
        foreach (var (name, policy) in policies)
        {
            group.Policies[name] = new ConfigPolicy { Policy = policy, ModPolicy = Admins };
        }

        return group;
    }

    private static ConfigValue Value(IMessage value) => new() { Value = value.ToByteString(), ModPolicy = Admins };

    private static Capabilities Capabilities(string name) => new() { Capabilities_ = { [name] = new Capability() } };

    private static Policy Any(string name) => Meta(name, ImplicitMetaPolicy.Types.Rule.Any);

    private static Policy Majority(string name) => Meta(name, ImplicitMetaPolicy.Types.Rule.Majority);

    private static Policy Meta(string name, ImplicitMetaPolicy.Types.Rule rule) => new()
    {
        Type = (int)Policy.Types.PolicyType.ImplicitMeta,
        Value = new ImplicitMetaPolicy { SubPolicy = name, Rule = rule }.ToByteString(),
    };

    private static Policy AnyRole(string mspId, Role[] roles)
    {
        var any = new SignaturePolicy.Types.NOutOf { N = 1 };
        var envelope = new SignaturePolicyEnvelope { Rule = new SignaturePolicy { NOutOf = any } };
        foreach (var role in roles)
        {
            any.Rules.Add(new SignaturePolicy { SignedBy = envelope.Identities.Count });
            envelope.Identities.Add(IdentityPrincipal.Role(mspId, role));
        }

        return new Policy { Type = (int)Policy.Types.PolicyType.Signature, Value = envelope.ToByteString() };
    }
}
