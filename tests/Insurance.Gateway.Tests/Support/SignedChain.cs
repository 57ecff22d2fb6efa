using System.Formats.Asn1;
using Fabric.Protos.Common;
using Fabric.Protos.Peer;
using Fabric.Protos.Peer.Lifecycle;
using Metadata = Fabric.Protos.Common.Metadata;
using Policy = Fabric.Protos.Common.Policy;

namespace Insurance.Gateway.Tests.Support;

/// <summary>Three proper blocks: the channel's configuration, the transaction under test between two others, and one after it.</summary>
internal sealed class SignedChain : IDisposable
{
    public const int Block = 1;
    public const int Index = 1;
    private const string OrdererMspId = "OrdererMSP";
    private readonly CertificateAuthority _authority =
        CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca.insurer-one.example" });

    private readonly CertificateAuthority _orderers =
        CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca.orderer.example" });

    public SignedChain()
    {
        Creator = SigningIdentity.Issue(_authority, GatewayServer.MspId, "client");
        Endorser = SigningIdentity.Issue(_authority, GatewayServer.MspId, "peer");
        Orderer = SigningIdentity.Issue(_orderers, OrdererMspId, "orderer");
        OtherPeer = SigningIdentity.Issue(_orderers, OrdererMspId, "peer");
        Blocks =
        [
            Sealed(0, Configuration()),
            Sealed(1, Other(), Other(), Other()),
            Sealed(2, Other()),
        ];
        Put(new TransactionDraft(Creator, Endorser));
    }

    public SigningIdentity Creator { get; }

    public SigningIdentity Endorser { get; }

    public SigningIdentity Orderer { get; }

    /// <summary>A peer of another organization than the creator's.</summary>
    public SigningIdentity OtherPeer { get; }

    /// <summary>Who must endorse, in Fabric's language.</summary>
    public string EndorsementPolicy { get; set; } = $"OR('{GatewayServer.MspId}.member')";

    public List<Block> Blocks { get; }

    public string TransactionId { get; private set; } = "";

    public Envelope Envelope => Envelope.Parser.ParseFrom(Blocks[Block].Data.Data[Index]);

    /// <summary>Puts a transaction where the one under test is, as if it had always been there.</summary>
    public void Put(TransactionDraft draft)
    {
        TransactionId = draft.Id;
        Replace(draft.Sign().ToByteString());
        Seal();
    }

    /// <summary>Changes the stored bytes and nothing else.</summary>
    public void Replace(ByteString envelope) => Blocks[Block].Data.Data[Index] = envelope;

    /// <summary>Makes data hashes, links and the orderer's signatures fit again, as an orderer who alters the whole chain would.</summary>
    public void Seal()
    {
        var previous = ByteString.Empty;
        foreach (var block in Blocks)
        {
            block.Header.DataHash = ByteString.CopyFrom(SHA256.HashData([.. block.Data.Data.SelectMany(item => item.ToByteArray())]));
            block.Header.PreviousHash = previous;
            previous = Hash(block.Header);
            SignBlock(block, Orderer);
        }
    }

    /// <summary>Answers as the peer that stores this chain.</summary>
    /// <param name="ledger">The peer.</param>
    /// <param name="first">Above 0: it joined by a snapshot and lacks the blocks before.</param>
    public void Serve(FakeLedger ledger, int first = 0)
    {
        ledger.AnswerBytes("GetBlockByTxID", call => Argument(call) != TransactionId
            ? throw new LedgerException(LedgerFailure.Refused, "no such transaction")
            : first > Block ? throw Missing(first) : Blocks[Block].ToByteArray());
        ledger.AnswerBytes("GetBlockByNumber", call =>
        {
            var number = int.Parse(Argument(call), CultureInfo.InvariantCulture);
            return number < first ? throw Missing(first) : number < Blocks.Count
                ? Blocks[number].ToByteArray()
                : throw new LedgerException(LedgerFailure.Refused, "no such block");
        });
        ledger.AnswerBytes("GetChainInfo", _ => new BlockchainInfo
        {
            Height = (ulong)Blocks.Count,
            BootstrappingSnapshotInfo = first == 0 ? null : new BootstrappingSnapshotInfo { LastBlockInSnapshot = (ulong)first - 1 },
        }.ToByteArray());
        ledger.AnswerBytes("GetChannelConfig", _ => ConfigEnvelope.Parser.ParseFrom(
            Payload.Parser.ParseFrom(Envelope.Parser.ParseFrom(Blocks[0].Data.Data[0]).Payload).Data).Config.ToByteArray());
        ledger.AnswerBytes("QueryChaincodeDefinition", _ => new QueryChaincodeDefinitionResult
        {
            Sequence = 1,
            ValidationParameter = new ApplicationPolicy { SignaturePolicy = SignaturePolicies.Parse(EndorsementPolicy) }.ToByteString(),
        }.ToByteArray());
    }

    /// <summary>Signs a block's header and what the orderer notes beside it.</summary>
    public static void SignBlock(Block block, SigningIdentity orderer)
    {
        var value = new OrdererBlockMetadata { LastConfig = new LastConfig { Index = 0 } }.ToByteString();
        var header = new SignatureHeader { Creator = orderer.Serialized, Nonce = ByteString.CopyFrom(1, 2, 3) }.ToByteString();
        block.Metadata.Metadata[(int)BlockMetadataIndex.Signatures] = new Metadata
        {
            Value = value,
            Signatures =
            {
                new MetadataSignature
                {
                    SignatureHeader = header,
                    Signature = orderer.Sign([.. value.Span, .. header.Span, .. HeaderBytes(block.Header)]),
                },
            },
        }.ToByteString();
    }

    public void Dispose()
    {
        Creator.Dispose();
        Endorser.Dispose();
        Orderer.Dispose();
        OtherPeer.Dispose();
        _authority.Dispose();
        _orderers.Dispose();
    }

    // The header's hash by hand, so that the code under test is not its own witness.
    private static ByteString Hash(BlockHeader header) => ByteString.CopyFrom(SHA256.HashData(HeaderBytes(header)));

    private static byte[] HeaderBytes(BlockHeader header)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.PushSequence();
        writer.WriteInteger((long)header.Number);
        writer.WriteOctetString(header.PreviousHash.Span);
        writer.WriteOctetString(header.DataHash.Span);
        writer.PopSequence();
        return writer.Encode();
    }

    // As Fabric says it.
    private static LedgerException Missing(int first) => new(
        LedgerFailure.Refused, $"The ledger is bootstrapped from a snapshot. First available block = [{first}]")
    {
        FirstBlock = (ulong)first,
    };

    private static string Argument(LedgerCall call) => System.Text.Encoding.UTF8.GetString(call.Arguments[1].Span);

    private static Block Sealed(ulong number, params ReadOnlySpan<ByteString> envelopes)
    {
        var block = new Block { Header = new BlockHeader { Number = number }, Data = new BlockData(), Metadata = new BlockMetadata() };
        foreach (var envelope in envelopes)
        {
            block.Data.Data.Add(envelope);
        }

        var filter = ByteString.CopyFrom(new byte[envelopes.Length]);
        block.Metadata.Metadata.Add([ByteString.Empty, ByteString.Empty, filter, ByteString.Empty, ByteString.Empty]);
        return block;
    }

    private ByteString Other() => new TransactionDraft(Creator, Endorser).Sign().ToByteString();

    private ByteString Configuration()
    {
        var root = new ConfigGroup
        {
            Groups =
            {
                ["Application"] = new ConfigGroup { Groups = { [GatewayServer.MspId] = Organization(GatewayServer.MspId, _authority) } },
                ["Orderer"] = new ConfigGroup
                {
                    Groups = { [OrdererMspId] = Organization(OrdererMspId, _orderers) },
                    Policies = { ["BlockValidation"] = Held(Policy.Types.PolicyType.ImplicitMeta, new ImplicitMetaPolicy { SubPolicy = "Writers" }) },
                },
            },
        };
        var header = new ChannelHeader { Type = (int)HeaderType.Config, ChannelId = "insurance" };
        return new Envelope
        {
            Payload = new Payload
            {
                Header = new Header { ChannelHeader = header.ToByteString() },
                Data = new ConfigEnvelope { Config = new Config { ChannelGroup = root } }.ToByteString(),
            }.ToByteString(),
        }.ToByteString();
    }

    private static ConfigGroup Organization(string mspId, CertificateAuthority authority)
    {
        var msp = new MspDefinition { MspId = mspId, RootCertificates = [authority.CertificatePem] };
        return new ConfigGroup
        {
            Values = { ["MSP"] = new ConfigValue { Value = msp.ToConfig().ToByteString() } },
            Policies = { ["Writers"] = Held(Policy.Types.PolicyType.Signature, SignaturePolicies.AnyOf([mspId])) },
        };
    }

    private static ConfigPolicy Held(Policy.Types.PolicyType type, IMessage value) =>
        new() { Policy = new Policy { Type = (int)type, Value = value.ToByteString() } };
}
