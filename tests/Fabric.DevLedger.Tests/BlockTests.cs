using Fabric.DevLedger.Blocks;
using Fabric.Protos.Msp;

namespace Fabric.DevLedger.Tests;

public class BlockTests
{
    [Fact]
    public void HeaderHash_OfKnownHeader_IsTheHashOfItsAsn1Form()
    {
        // SEQUENCE { INTEGER 200, OCTET STRING 01, OCTET STRING 02 }
        var expected = SHA256.HashData([0x30, 0x0a, 0x02, 0x02, 0x00, 0xc8, 0x04, 0x01, 0x01, 0x04, 0x01, 0x02]);

        BlockHash.OfHeader(new BlockHeader { Number = 200, PreviousHash = ByteString.CopyFrom(1), DataHash = ByteString.CopyFrom(2) })
            .ShouldBe(expected);
    }

    [Fact]
    public async Task Blocks_AsDelivered_AreChainedAndSignedByTheOrderer()
    {
        await using var ledger = await TestLedger.StartAsync();
        await ledger.Contract().SubmitAsync("put", "a", "1");
        await ledger.Contract().SubmitAsync("put", "b", "2");
        var verifier = new MspVerifier([ledger.Consortium.Orderer.Definition]);

        BlockHeader? previous = null;
        await foreach (var block in ledger.Network().GetBlockEventsAsync(new Fabric.Client.EventOptions { StartBlock = 0 }))
        {
            block.Header.PreviousHash.ToByteArray().ShouldBe(previous is null ? [] : BlockHash.OfHeader(previous));
            block.Header.DataHash.ToByteArray().ShouldBe(SHA256.HashData(block.Data.Data.SelectMany(data => data.ToByteArray()).ToArray()));
            var signed = Metadata.Parser.ParseFrom(block.Metadata.Metadata[(int)BlockMetadataIndex.Signatures]);
            var header = SignatureHeader.Parser.ParseFrom(signed.Signatures[0].SignatureHeader);
            byte[] message = [.. signed.Value, .. signed.Signatures[0].SignatureHeader, .. BlockHash.HeaderBytes(block.Header)];
            verifier.Verify(header.Creator.Span).VerifyMessage(message, signed.Signatures[0].Signature.Span).ShouldBeTrue();
            previous = block.Header;
            if (block.Header.Number == 2)
            {
                break;
            }
        }
    }

    [Theory]
    [InlineData(1L << 47)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task Request_DatedInNoCalendar_IsABadRequest(long seconds)
    {
        await using var ledger = await TestLedger.StartAsync();
        using var call = new Fabric.Protos.Peer.Deliver.DeliverClient(ledger.Channel(0)).Deliver();
        await call.RequestStream.WriteAsync(new Envelope
        {
            Payload = new Payload
            {
                Header = new Header
                {
                    ChannelHeader = new ChannelHeader
                    {
                        ChannelId = TestConsortium.Channel,
                        Timestamp = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = seconds },
                    }.ToByteString(),
                },
            }.ToByteString(),
        });

        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();

        call.ResponseStream.Current.Status.ShouldBe(Status.BadRequest);
    }

    [Fact]
    public async Task Block0_Always_StatesTheOrganizationsAndTheirPolicies()
    {
        await using var ledger = await TestLedger.StartAsync();
        using var lease = ledger.Node.Context.Readers.Rent();
        var envelope = Envelope.Parser.ParseFrom(lease.Reader.Block(0)!.Block.Data.Data[0]);
        var payload = Payload.Parser.ParseFrom(envelope.Payload);

        var application = ConfigEnvelope.Parser.ParseFrom(payload.Data).Config.ChannelGroup.Groups["Application"];

        application.Groups.Keys.Order().ShouldBe(["Org1MSP", "Org2MSP", "Org3MSP"]);
        foreach (var (mspId, group) in application.Groups)
        {
            MspDefinition.FromConfig(MSPConfig.Parser.ParseFrom(group.Values["MSP"].Value)).MspId.ShouldBe(mspId);
            group.Policies.Keys.ShouldContain("Admins");
        }
    }
}
