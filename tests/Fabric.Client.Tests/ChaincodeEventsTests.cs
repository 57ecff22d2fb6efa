using Fabric.Protos.Orderer;

namespace Fabric.Client.Tests;

public sealed class ChaincodeEventsTests : IDisposable
{
    private readonly TestClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task GetChaincodeEvents_Blocks_AreFlattenedInOrder()
    {
        _client.Connection.Answer(Methods.ChaincodeEvents, _ => FakeStream.Of(Block(5, "a", "b"), Block(7, "c")));
        var events = new List<CommittedChaincodeEvent>();
        await foreach (var item in _client.Network.GetChaincodeEventsAsync("chaincode"))
        {
            events.Add(item);
        }

        events.Select(e => (e.BlockNumber, e.TransactionId)).ShouldBe([(5UL, "a"), (5UL, "b"), (7UL, "c")]);
        events[0].ChaincodeName.ShouldBe("chaincode");
        events[0].EventName.ShouldBe("event-a");
        Encoding.UTF8.GetString(events[0].Payload.Span).ShouldBe("payload-a");
        _client.Connection.Disposed.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task GetChaincodeEvents_NoOptions_StartsWithTheNextCommit()
    {
        var request = await SentAsync(null);
        request.ChannelId.ShouldBe("channel");
        request.ChaincodeId.ShouldBe("chaincode");
        request.Identity.ToByteArray().ShouldBe(_client.Creator);
        request.StartPosition.TypeCase.ShouldBe(SeekPosition.TypeOneofCase.NextCommit);
        request.AfterTransactionId.ShouldBeEmpty();
    }

    [Fact]
    public async Task GetChaincodeEvents_StartBlockAndTransaction_AreSent()
    {
        var request = await SentAsync(new EventOptions { StartBlock = 418, AfterTransactionId = "tx" });
        request.StartPosition.Specified.Number.ShouldBe(418UL);
        request.AfterTransactionId.ShouldBe("tx");
    }

    [Fact]
    public async Task GetChaincodeEvents_StartBlockZero_IsNotTheNextCommit() =>
        (await SentAsync(new EventOptions { StartBlock = 0 })).StartPosition.Specified.Number.ShouldBe(0UL);

    [Fact]
    public async Task GetChaincodeEvents_FreshCheckpointer_LeavesTheOptionsInForce() =>
        (await SentAsync(new EventOptions { StartBlock = 9, Checkpoint = new InMemoryCheckpointer() })).StartPosition.Specified.Number.ShouldBe(9UL);

    [Fact]
    public async Task GetChaincodeEvents_UsedCheckpointer_TakesPrecedence()
    {
        var checkpointer = new InMemoryCheckpointer();
        await checkpointer.CheckpointTransactionAsync(12, "tx12");
        var request = await SentAsync(new EventOptions { StartBlock = 9, AfterTransactionId = "tx9", Checkpoint = checkpointer });
        request.StartPosition.Specified.Number.ShouldBe(12UL);
        request.AfterTransactionId.ShouldBe("tx12");

        await checkpointer.CheckpointBlockAsync(12);
        request = await SentAsync(new EventOptions { StartBlock = 9, AfterTransactionId = "tx9", Checkpoint = checkpointer });
        request.StartPosition.Specified.Number.ShouldBe(13UL);
        request.AfterTransactionId.ShouldBeEmpty();
    }

    [Fact]
    public async Task GetChaincodeEvents_BrokenConnection_ThrowsAfterTheEventsAndCanBeResumed()
    {
        _client.Connection.Answer(Methods.ChaincodeEvents, _ => FakeStream.Of(Block(5, "a", "b")).ThenFails(FakeConnection.Failure(StatusCode.Unavailable, "connection lost")));
        ICheckpointer checkpointer = new InMemoryCheckpointer();
        var seen = new List<string>();
        var exception = await Should.ThrowAsync<GatewayException>(async () =>
        {
            await foreach (var item in _client.Network.GetChaincodeEventsAsync("chaincode"))
            {
                seen.Add(item.TransactionId);
                await checkpointer.CheckpointChaincodeEventAsync(item);
            }
        });
        exception.StatusCode.ShouldBe(StatusCode.Unavailable);
        seen.ShouldBe(["a", "b"]);
        var resumed = await SentAsync(new EventOptions { Checkpoint = checkpointer });
        resumed.StartPosition.Specified.Number.ShouldBe(5UL);
        resumed.AfterTransactionId.ShouldBe("b");
    }

    [Fact]
    public async Task GetChaincodeEvents_Cancelled_EndsWithCancellation()
    {
        _client.Connection.Answer(Methods.ChaincodeEvents, _ => FakeStream.Of(Block(5, "a")).ThenStaysOpen());
        using var cancel = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in _client.Network.GetChaincodeEventsAsync("chaincode", cancellationToken: cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });
    }

    [Fact]
    public async Task OpenAsync_SendsAtOnceAndIsReadOnce()
    {
        _client.Connection.Answer(Methods.ChaincodeEvents, _ => FakeStream.Of(Block(5, "a")).ThenStaysOpen());
        var stream = await _client.Network.NewChaincodeEventsRequest("chaincode").OpenAsync();
        _client.Connection.Calls.Count.ShouldBe(1);
        await foreach (var item in stream)
        {
            break;
        }

        _client.Connection.Disposed.ShouldHaveSingleItem();
        Should.Throw<InvalidOperationException>(() => stream.GetAsyncEnumerator());
        await stream.DisposeAsync();
        await stream.DisposeAsync();
    }

    [Fact]
    public async Task Gateway_Disposed_EndsOpenStreams()
    {
        _client.Connection.Answer(Methods.ChaincodeEvents, _ => FakeStream.Of(Block(5, "a")).ThenStaysOpen());
        await using var stream = await _client.Network.NewChaincodeEventsRequest("chaincode").OpenAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in stream)
            {
                _client.Gateway.Dispose();
            }
        });
    }

    private static ChaincodeEventsResponse Block(ulong number, params string[] ids)
    {
        var response = new ChaincodeEventsResponse { BlockNumber = number };
        response.Events.AddRange(ids.Select(id => new Protos.Peer.ChaincodeEvent
        {
            ChaincodeId = "chaincode",
            TxId = id,
            EventName = $"event-{id}",
            Payload = ByteString.CopyFromUtf8($"payload-{id}"),
        }));
        return response;
    }

    private async Task<Protos.Gateway.ChaincodeEventsRequest> SentAsync(EventOptions? options)
    {
        _client.Connection.Answer(Methods.ChaincodeEvents, _ => FakeStream.Of());
        await foreach (var item in _client.Network.GetChaincodeEventsAsync("chaincode", options))
        {
        }

        var signed = _client.Connection.Calls[^1].Read<SignedChaincodeEventsRequest>();
        _client.Identity.VerifyMessage(signed.Request.Span, signed.Signature.Span).ShouldBeTrue();
        return Protos.Gateway.ChaincodeEventsRequest.Parser.ParseFrom(signed.Request);
    }
}
