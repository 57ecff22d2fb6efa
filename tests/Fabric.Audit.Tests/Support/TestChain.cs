using System.Buffers;
using Fabric.Protos.Msp;
using Fabric.Protos.Peer.Lifecycle;

namespace Fabric.Audit.Tests.Support;

/// <summary>A channel of two members and an orderer, built block by block, and exports of it.</summary>
public sealed class TestChain : IDisposable
{
    public const string Channel = "trade";
    public const string Chaincode = "cc";
    public const string Collection = "secrets";
    public const string BothPeers = "AND('AlphaMSP.peer', 'BetaMSP.peer')";

    public static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <param name="consenters">How many sign blocks by their number, as under BFT; 0: one orderer signs by its name.</param>
    public TestChain(int consenters = 0)
    {
        Consenters = [.. Enumerable.Range(0, consenters).Select(_ => Ordering.IssueOrderer())];
        var header = new ChannelHeader { Type = (int)HeaderType.Config, ChannelId = Channel, Timestamp = Timestamp.FromDateTimeOffset(Begin.AddDays(-1)) };
        Append([Configuration(header, Alpha, Beta)], [TxValidationCode.Valid]);
    }

    public Member Alpha { get; } = new("AlphaMSP");

    public Member Beta { get; } = new("BetaMSP");

    public Member Ordering { get; } = new("OrdererMSP");

    /// <summary>By their number, which begins with 1.</summary>
    public IReadOnlyList<Member.Key> Consenters { get; }

    public int Quorum => (int)Math.Ceiling((Consenters.Count + ((Consenters.Count - 1) / 3) + 1) / 2m);

    public List<Block> Blocks { get; } = [];

    /// <summary>The chaincode's policy as the exporter states it; <c>null</c>: it states none.</summary>
    public string? Stated { get; set; } = BothPeers;

    /// <summary>A transaction of Alpha's that both peers endorsed.</summary>
    public Draft Draft() => new(Alpha.Client, Alpha.Peer, Beta.Peer);

    public TestChain Add(params Draft[] drafts)
    {
        Append([.. drafts.Select(draft => draft.Sign())], [.. drafts.Select(draft => draft.Code)]);
        return this;
    }

    /// <summary>Puts another configuration in force, in a block of its own.</summary>
    public TestChain Reconfigure(params Member[] members)
    {
        var header = new ChannelHeader { Type = (int)HeaderType.Config, ChannelId = Channel, Timestamp = Timestamp.FromDateTimeOffset(Begin) };
        Append([Configuration(header, members)], [TxValidationCode.Valid]);
        return this;
    }

    /// <summary>Changes a block as its exporter could: the records and the exporter's signature will fit, the orderer's will not.</summary>
    public void Alter(int number, Action<Block> alter) => alter(Blocks[number]);

    /// <summary>Makes the chain fit again and signs it, as only the orderer can.</summary>
    public void Seal()
    {
        var previous = ByteString.Empty;
        var configuration = 0UL;
        foreach (var block in Blocks)
        {
            block.Header.DataHash = ByteString.CopyFrom(BlockHashes.OfData(block.Data));
            block.Header.PreviousHash = previous;
            configuration = ChannelConfiguration.IsIn(block) ? block.Header.Number : configuration;
            Sign(block, configuration);
            previous = ByteString.CopyFrom(BlockHashes.OfHeader(block.Header));
        }
    }

    public byte[] Export(
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        ulong? first = 0,
        ulong? last = null,
        Func<ExportManifest, ExportManifest>? manifest = null,
        Member? exporter = null,
        IEnumerable<Block>? blocks = null,
        ulong? snapshot = null)
    {
        var height = (ulong)Blocks.Count;
        last ??= first is null ? null : height - 1;
        var firstStored = first is null or 0 ? 0 : first == snapshot ? first.Value : first.Value - 1;
        var lastStored = Math.Min((last ?? 0) + 1, height - 1);
        var stored = blocks?.ToList() ?? Blocks[(int)firstStored..((int)lastStored + 1)];
        var output = new ArrayBufferWriter<byte>();
        var writer = new ExportWriter(output);
        var anchor = stored[0].Header.Number == 0 ? 0 : (int)BlockContents.LastConfiguration(Blocks[(int)stored[0].Header.Number - 1])!.Value;
        if (snapshot is not null)
        {
            var held = Payload.Parser.ParseFrom(Fabric.Protos.Common.Envelope.Parser.ParseFrom(Blocks[anchor].Data.Data[0]).Payload);
            var stated = StatedConfiguration.Of(Channel, (ulong)anchor, ConfigEnvelope.Parser.ParseFrom(held.Data).Config.ToByteArray());
            writer.WriteStatedConfiguration(stated.ToByteArray());
        }
        else
        {
            writer.WriteConfiguration(Blocks[anchor].ToByteArray());
        }

        if (Stated is not null)
        {
            writer.WriteDefinition(Chaincode, Definition(Stated));
        }

        stored.ForEach(block => writer.WriteBlock(block.ToByteArray()));
        exporter ??= Beta;
        var said = new ExportManifest
        {
            Channel = Channel,
            ExportedBy = exporter.MspId,
            Signer = exporter.Client.Serialized.ToByteArray(),
            ExportedAt = Begin.AddDays(1),
            From = from,
            To = to,
            Chaincode = Chaincode,
            FirstBlock = first,
            LastBlock = last,
            FirstStored = stored[0].Header.Number,
            LastStored = stored[^1].Header.Number,
            Height = height,
            FromBlock = snapshot is null ? null : first,
            FirstOnPeer = snapshot,
            Transactions = stored.Sum(block => block.Data.Data.Count),
        };
        writer.Finish(manifest?.Invoke(said) ?? said, message => exporter.Client.Sign(message).ToByteArray());
        return output.WrittenSpan.ToArray();
    }

    public static QueryChaincodeDefinitionResult Definition(string policy) => new()
    {
        Sequence = 1,
        ValidationParameter = Rule(policy).ToByteString(),
        Collections = new CollectionConfigPackage
        {
            Config =
            {
                new CollectionConfig
                {
                    StaticCollectionConfig = new StaticCollectionConfig { Name = Collection, EndorsementPolicy = Rule("OR('AlphaMSP.peer')") },
                },
            },
        },
    };

    public static ExportReport Verify(params byte[][] exports) => Verify(TrustRoots.OfTheExport, exports);

    /// <summary>The report of the last export.</summary>
    public static ExportReport Verify(TrustRoots trust, params byte[][] exports)
    {
        var verifier = new ExportVerifier(trust, Chaincode);
        return exports.Select(export => verifier.Verify(new MemoryStream(export))).ToList()[^1];
    }

    /// <summary>The report of one export that goes on from a receipt, and the receipt that it leaves.</summary>
    public static (ExportReport Report, AuditReceipt? Receipt) VerifyFrom(AuditReceipt? receipt, byte[] export)
    {
        var verifier = new ExportVerifier(TrustRoots.OfTheExport, Chaincode, receipt);
        var report = verifier.Verify(new MemoryStream(export));
        return (report, verifier.Receipt);
    }

    public static ApplicationPolicy Rule(string text) => new() { SignaturePolicy = SignaturePolicies.Parse(text) };

    public void Dispose()
    {
        Alpha.Dispose();
        Beta.Dispose();
        Ordering.Dispose();
        foreach (var consenter in Consenters)
        {
            consenter.Private.Dispose();
        }
    }

    /// <summary>What a consenter adds under a block.</summary>
    public MetadataSignature SignByNumber(Block block, int consenter)
    {
        var header = new IdentifierHeader { Identifier = (uint)consenter, Nonce = ByteString.CopyFrom(new byte[24]) }.ToByteString();
        var value = Metadata.Parser.ParseFrom(block.Metadata.Metadata[(int)BlockMetadataIndex.Signatures]).Value;
        return new MetadataSignature
        {
            IdentifierHeader = header,
            Signature = Consenters[consenter - 1].Sign([.. value.Span, .. header.Span, .. BlockHashes.HeaderBytes(block.Header)]),
        };
    }

    private void Append(IEnumerable<ByteString> envelopes, TxValidationCode[] codes)
    {
        var block = new Block { Header = new BlockHeader { Number = (ulong)Blocks.Count }, Data = new BlockData { Data = { envelopes } }, Metadata = new BlockMetadata() };
        var filter = ByteString.CopyFrom([.. codes.Select(code => (byte)code)]);
        block.Metadata.Metadata.Add([ByteString.Empty, ByteString.Empty, filter, ByteString.Empty, ByteString.Empty]);
        Blocks.Add(block);
        Seal();
    }

    private void Sign(Block block, ulong configuration)
    {
        var value = new OrdererBlockMetadata { LastConfig = new LastConfig { Index = configuration } }.ToByteString();
        if (Consenters.Count > 0)
        {
            var signed = new Metadata { Value = value };
            block.Metadata.Metadata[(int)BlockMetadataIndex.Signatures] = signed.ToByteString();
            signed.Signatures.Add(Enumerable.Range(1, Quorum).Select(consenter => SignByNumber(block, consenter)));
            block.Metadata.Metadata[(int)BlockMetadataIndex.Signatures] = signed.ToByteString();
            return;
        }

        var header = new SignatureHeader { Creator = Ordering.Orderer.Serialized, Nonce = ByteString.CopyFrom(new byte[24]) }.ToByteString();
        var signature = Ordering.Orderer.Sign([.. value.Span, .. header.Span, .. BlockHashes.HeaderBytes(block.Header)]);
        block.Metadata.Metadata[(int)BlockMetadataIndex.Signatures] = new Metadata
        {
            Value = value,
            Signatures = { new MetadataSignature { SignatureHeader = header, Signature = signature } },
        }.ToByteString();
    }

    private ByteString Configuration(ChannelHeader header, params Member[] members)
    {
        var application = new ConfigGroup
        {
            Policies =
            {
                ["Endorsement"] = Meta("Endorsement", ImplicitMetaPolicy.Types.Rule.Majority),
                ["LifecycleEndorsement"] = Meta("Endorsement", ImplicitMetaPolicy.Types.Rule.Majority),
            },
        };
        foreach (var member in members)
        {
            application.Groups[member.MspId] = Organization(member, "Endorsement", "peer");
        }

        var root = new ConfigGroup
        {
            Groups =
            {
                ["Application"] = application,
                ["Orderer"] = new ConfigGroup
                {
                    Groups = { ["Ordering"] = Organization(Ordering, "Writers", "orderer") },
                    Policies = { ["BlockValidation"] = Meta("Writers", ImplicitMetaPolicy.Types.Rule.Any) },
                },
            },
        };
        if (Consenters.Count > 0)
        {
            root.Groups["Orderer"].Values["Orderers"] = new ConfigValue { Value = Mapping().ToByteString() };
            root.Groups["Orderer"].Policies["BlockValidation"] = Held(Policy.Types.PolicyType.Signature, OfConsenters());
        }

        return new Envelope
        {
            Payload = new Payload
            {
                Header = new Header { ChannelHeader = header.ToByteString(), SignatureHeader = ByteString.Empty },
                Data = new ConfigEnvelope { Config = new Config { ChannelGroup = root } }.ToByteString(),
            }.ToByteString(),
        }.ToByteString();
    }

    private Orderers Mapping() => new()
    {
        ConsenterMapping =
        {
            Consenters.Select((consenter, index) => new Consenter
            {
                Id = (uint)index + 1,
                MspId = Ordering.MspId,
                Identity = SerializedIdentity.Parser.ParseFrom(consenter.Serialized).IdBytes,
            }),
        },
    };

    private SignaturePolicyEnvelope OfConsenters() => new()
    {
        Rule = new SignaturePolicy
        {
            NOutOf = new SignaturePolicy.Types.NOutOf { N = Quorum, Rules = { Consenters.Select((_, index) => new SignaturePolicy { SignedBy = index }) } },
        },
        Identities =
        {
            Consenters.Select(consenter => new MSPPrincipal
            {
                PrincipalClassification = MSPPrincipal.Types.Classification.Identity,
                Principal = consenter.Serialized,
            }),
        },
    };

    private static ConfigGroup Organization(Member member, string policy, string role) => new()
    {
        Values = { ["MSP"] = new ConfigValue { Value = member.Definition.ToConfig().ToByteString() } },
        Policies = { [policy] = Held(Policy.Types.PolicyType.Signature, SignaturePolicies.Parse($"OR('{member.MspId}.{role}')")) },
    };

    private static ConfigPolicy Meta(string name, ImplicitMetaPolicy.Types.Rule rule) =>
        Held(Policy.Types.PolicyType.ImplicitMeta, new ImplicitMetaPolicy { SubPolicy = name, Rule = rule });

    private static ConfigPolicy Held(Policy.Types.PolicyType type, IMessage value) =>
        new() { Policy = new Policy { Type = (int)type, Value = value.ToByteString() } };
}
