namespace Fabric.Audit.Tests;

/// <summary>Blocks that consenters sign by their number: four of them, of whom three must have signed.</summary>
public sealed class BftTests : IDisposable
{
    private const int Altered = 1;
    private readonly TestChain _chain = new(consenters: 4);

    public BftTests() => _chain.Add(_chain.Draft().Writes("a")).Add(_chain.Draft().Reads("a", 1, 0).Writes("a", "changed"));

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void Verify_BlocksSignedByAQuorum_AreVerified()
    {
        _chain.Quorum.ShouldBe(3);

        TestChain.Verify(_chain.Export()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Verify_SignedByAllFour_IsVerified()
    {
        Signatures((block, signed) => signed.Add(_chain.SignByNumber(block, 4)));

        Codes().ShouldBeEmpty();
    }

    [Fact]
    public void Verify_SignedByTooFew_LacksTheOrderersSignature()
    {
        Signatures((_, signed) => signed.RemoveAt(0));

        Codes().ShouldBe(["ORDERER_SIGNATURE"]);
    }

    [Fact]
    public void Verify_OneSignatureRepeated_CountsOnce()
    {
        Signatures((_, signed) => signed[2] = signed[0].Clone());

        Codes().ShouldBe(["ORDERER_SIGNATURE"]);
    }

    [Fact]
    public void Verify_SignedTwiceByOneConsenter_CountsOnce()
    {
        Signatures((block, signed) => signed[2] = _chain.SignByNumber(block, 1));

        Codes().ShouldBe(["ORDERER_SIGNATURE"]);
    }

    [Fact]
    [Trait("Report", "3")]
    public void Verify_NumbersSwapped_LacksTheOrderersSignature()
    {
        Signatures((_, signed) => (signed[0].IdentifierHeader, signed[1].IdentifierHeader) = (Numbered(2), Numbered(1)));

        Codes().ShouldBe(["ORDERER_SIGNATURE"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(int.MaxValue)]
    public void Verify_NumberOfNobody_LacksTheOrderersSignature(int number)
    {
        Signatures((_, signed) => signed[2].IdentifierHeader = Numbered((uint)number));

        Codes().ShouldBe(["ORDERER_SIGNATURE"]);
    }

    [Fact]
    public void Verify_AnyBitOfASignatureFlipped_LacksTheOrderersSignature()
    {
        var whole = _chain.Blocks[Altered].Metadata.Metadata[(int)BlockMetadataIndex.Signatures];
        var signature = Metadata.Parser.ParseFrom(whole).Signatures[1];
        for (var bit = 0; bit < 8 * (signature.Signature.Length + signature.IdentifierHeader.Length); bit++)
        {
            var (inSignature, at) = bit < 8 * signature.Signature.Length ? (true, bit) : (false, bit - (8 * signature.Signature.Length));
            Signatures((_, signed) =>
            {
                if (inSignature)
                {
                    signed[1].Signature = Flipped(signature.Signature, at);
                }
                else
                {
                    signed[1].IdentifierHeader = Flipped(signature.IdentifierHeader, at);
                }
            });
            Codes().ShouldBe(["ORDERER_SIGNATURE"], $"bit {bit}");
            _chain.Blocks[Altered].Metadata.Metadata[(int)BlockMetadataIndex.Signatures] = whole;
        }
    }

    [Fact]
    public void Verify_SignedByNumberWhereTheChannelHasNone_LacksTheOrderersSignature()
    {
        using var raft = new TestChain();
        raft.Add(raft.Draft().Writes("a"));
        raft.Alter(Altered, block => block.Metadata.Metadata[0] = _chain.Blocks[Altered].Metadata.Metadata[0]);

        TestChain.Verify(raft.Export()).Findings.Select(finding => finding.Code).ShouldBe(["ORDERER_SIGNATURE"]);
    }

    [Fact]
    public void Verify_SignedByAnOrdererOfTheOrganizationWhoIsNoConsenter_LacksTheOrderersSignature()
    {
        _chain.Alter(Altered, block =>
        {
            var signed = Metadata.Parser.ParseFrom(block.Metadata.Metadata[0]);
            var header = new SignatureHeader { Creator = _chain.Ordering.Orderer.Serialized, Nonce = ByteString.CopyFrom(1) }.ToByteString();
            signed.Signatures[2] = new MetadataSignature
            {
                SignatureHeader = header,
                Signature = _chain.Ordering.Orderer.Sign([.. signed.Value.Span, .. header.Span, .. BlockHashes.HeaderBytes(block.Header)]),
            };
            block.Metadata.Metadata[0] = signed.ToByteString();
        });

        Codes().ShouldBe(["ORDERER_SIGNATURE"]);
    }

    private void Signatures(Action<Block, IList<MetadataSignature>> change) => _chain.Alter(Altered, block =>
    {
        var signed = Metadata.Parser.ParseFrom(block.Metadata.Metadata[(int)BlockMetadataIndex.Signatures]);
        change(block, signed.Signatures);
        block.Metadata.Metadata[(int)BlockMetadataIndex.Signatures] = signed.ToByteString();
    });

    private string[] Codes() => [.. TestChain.Verify(_chain.Export()).Findings.Select(finding => finding.Code)];

    private static ByteString Numbered(uint number) =>
        new IdentifierHeader { Identifier = number, Nonce = ByteString.CopyFrom(new byte[24]) }.ToByteString();

    private static ByteString Flipped(ByteString bytes, int bit)
    {
        var copy = bytes.ToByteArray();
        copy[bit / 8] ^= (byte)(1 << (bit % 8));
        return ByteString.CopyFrom(copy);
    }
}
