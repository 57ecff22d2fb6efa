using Fabric.Protos.Common;
using Fabric.Protos.Orderer;
using DeliverResponse = Fabric.Protos.Peer.DeliverResponse;
using FabricStatus = Fabric.Protos.Common.Status;

namespace Fabric.Client.Tests;

public sealed class BlockEventsTests : IDisposable
{
    private readonly TestClient _client = new(o => o with { TlsClientCertificateHash = new byte[32] });

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task GetBlockEvents_Request_IsASignedSeekToTheEndOfTime()
    {
        _client.Connection.Answer(Methods.Deliver, _ => FakeStream.Of());
        await ReadAsync(_client.Network.GetBlockEventsAsync(new EventOptions { StartBlock = 418 }));

        var envelope = _client.Connection.Single(Methods.Deliver).Read<Envelope>();
        _client.Identity.VerifyMessage(envelope.Payload.Span, envelope.Signature.Span).ShouldBeTrue();
        var payload = Payload.Parser.ParseFrom(envelope.Payload);
        var channelHeader = ChannelHeader.Parser.ParseFrom(payload.Header.ChannelHeader);
        channelHeader.Type.ShouldBe((int)HeaderType.DeliverSeekInfo);
        channelHeader.ChannelId.ShouldBe("channel");
        channelHeader.Timestamp.ToDateTimeOffset().ShouldBe(TestClient.Now);
        channelHeader.TlsCertHash.Length.ShouldBe(32);
        SignatureHeader.Parser.ParseFrom(payload.Header.SignatureHeader).Creator.ToByteArray().ShouldBe(_client.Creator);
        var seek = SeekInfo.Parser.ParseFrom(payload.Data);
        seek.Start.Specified.Number.ShouldBe(418UL);
        seek.Stop.Specified.Number.ShouldBe(ulong.MaxValue);
        seek.Behavior.ShouldBe(SeekInfo.Types.SeekBehavior.BlockUntilReady);
    }

    [Fact]
    public async Task GetBlockEvents_UsedCheckpointer_StartsWithTheNextBlock()
    {
        _client.Connection.Answer(Methods.Deliver, _ => FakeStream.Of());
        var checkpointer = new InMemoryCheckpointer();
        await checkpointer.CheckpointBlockAsync(41);
        await ReadAsync(_client.Network.GetBlockEventsAsync(new EventOptions { StartBlock = 1, Checkpoint = checkpointer }));
        var payload = Payload.Parser.ParseFrom(_client.Connection.Single(Methods.Deliver).Read<Envelope>().Payload);
        SeekInfo.Parser.ParseFrom(payload.Data).Start.Specified.Number.ShouldBe(42UL);
    }

    [Fact]
    public async Task EachKind_DeliversItsOwnForm()
    {
        var block = new Block { Header = new BlockHeader { Number = 3 } };
        var filtered = new FilteredBlock { Number = 3 };
        var withPrivateData = new BlockAndPrivateData { Block = block };
        _client.Connection.Answer(Methods.Deliver, _ => FakeStream.Of(new DeliverResponse { Block = block }));
        _client.Connection.Answer(Methods.DeliverFiltered, _ => FakeStream.Of(new DeliverResponse { FilteredBlock = filtered }));
        _client.Connection.Answer(Methods.DeliverWithPrivateData, _ => FakeStream.Of(new DeliverResponse { BlockAndPrivateData = withPrivateData }));

        (await ReadAsync(_client.Network.GetBlockEventsAsync())).ShouldHaveSingleItem().ShouldBe(block);
        (await ReadAsync(_client.Network.GetFilteredBlockEventsAsync())).ShouldHaveSingleItem().ShouldBe(filtered);
        (await ReadAsync(_client.Network.GetBlockAndPrivateDataEventsAsync())).ShouldHaveSingleItem().ShouldBe(withPrivateData);
    }

    [Theory]
    [InlineData(FabricStatus.Forbidden, StatusCode.PermissionDenied)]
    [InlineData(FabricStatus.NotFound, StatusCode.NotFound)]
    [InlineData(FabricStatus.BadRequest, StatusCode.InvalidArgument)]
    [InlineData(FabricStatus.ServiceUnavailable, StatusCode.Unavailable)]
    [InlineData(FabricStatus.Unknown, StatusCode.Unknown)]
    public async Task GetBlockEvents_StatusInPlaceOfABlock_Throws(FabricStatus status, StatusCode code)
    {
        _client.Connection.Answer(Methods.Deliver, _ => FakeStream.Of(new DeliverResponse { Status = status }));
        (await Should.ThrowAsync<GatewayException>(() => ReadAsync(_client.Network.GetBlockEventsAsync()))).StatusCode.ShouldBe(code);
    }

    [Fact]
    public async Task GetBlockEvents_Success_EndsTheStream()
    {
        _client.Connection.Answer(Methods.Deliver, _ => FakeStream.Of(new DeliverResponse { Status = FabricStatus.Success }).ThenStaysOpen());
        (await ReadAsync(_client.Network.GetBlockEventsAsync())).ShouldBeEmpty();
    }

    [Fact]
    public async Task GetBlockEvents_AnotherForm_Throws()
    {
        _client.Connection.Answer(Methods.Deliver, _ => FakeStream.Of(new DeliverResponse { FilteredBlock = new FilteredBlock() }));
        (await Should.ThrowAsync<GatewayException>(() => ReadAsync(_client.Network.GetBlockEventsAsync()))).StatusCode.ShouldBe(StatusCode.Internal);
    }

    private static async Task<List<T>> ReadAsync<T>(IAsyncEnumerable<T> items)
        where T : IMessage
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
