namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>chaincodeevents.feature.</summary>
[Collection(NetworkCollection.Name)]
public sealed class ChaincodeEventScenarios : ScenarioTests
{
    [NetworkFact]
    [Trait("Scenario", "chaincodeevents 1")]
    public async Task Listen_Event_IsReceived()
    {
        await using var listener = await ListenAsync();
        await EmitAsync("payload");

        await ShouldReceiveAsync(listener, "payload");
    }

    [NetworkFact]
    [Trait("Scenario", "chaincodeevents 2")]
    public async Task Replay_FromTheLastBlock_ReceivesItsEvent()
    {
        var (_, block) = await EmitAsync("replayed");

        await using var listener = await ListenAsync(new EventOptions { StartBlock = block });
        await ShouldReceiveAsync(listener, "replayed");
    }

    [NetworkFact]
    [Trait("Scenario", "chaincodeevents 3")]
    public async Task Listen_AfterClosing_ReceivesTheNextEvent()
    {
        await using (var first = await ListenAsync())
        {
            await EmitAsync("one");
            await ShouldReceiveAsync(first, "one");
        }

        await using var second = await ListenAsync();
        await EmitAsync("two");
        await ShouldReceiveAsync(second, "two");
    }

    [NetworkFact]
    [Trait("Scenario", "chaincodeevents 4")]
    public async Task Close_OneListener_DoesNotInterruptTheOther()
    {
        await using var other = await ListenAsync();
        await using (var closed = await ListenAsync())
        {
            await EmitAsync("before");
            await ShouldReceiveAsync(closed, "before");
            await ShouldReceiveAsync(other, "before");
        }

        await EmitAsync("after");
        await ShouldReceiveAsync(other, "after");
    }

    [NetworkFact]
    [Trait("Scenario", "chaincodeevents 5")]
    public async Task Checkpoint_AfterAnEvent_ContinuesWithTheNext()
    {
        ICheckpointer checkpointer = new InMemoryCheckpointer();
        await using (var first = await ListenAsync(new EventOptions { Checkpoint = checkpointer }))
        {
            await EmitAsync("one");
            await checkpointer.CheckpointChaincodeEventAsync(await ShouldReceiveAsync(first, "one"));
        }

        await EmitAsync("two");
        await using var second = await ListenAsync(new EventOptions { Checkpoint = checkpointer });
        await ShouldReceiveAsync(second, "two");
    }

    private Task<(string TransactionId, ulong Block)> EmitAsync(string payload) => CommitAsync(Basic, "event", Run, payload);

    private async Task<Listener<CommittedChaincodeEvent>> ListenAsync(EventOptions? options = null) =>
        new(await Network.NewChaincodeEventsRequest(Profile.Chaincode, options).OpenAsync(Ended), Ended);

    /// <summary>The next event of this test must be that one.</summary>
    private async Task<CommittedChaincodeEvent> ShouldReceiveAsync(Listener<CommittedChaincodeEvent> listener, string payload)
    {
        var received = await listener.NextAsync(one => one.EventName == Run);
        Encoding.UTF8.GetString(received.Payload.Span).ShouldBe(payload);
        return received;
    }
}
