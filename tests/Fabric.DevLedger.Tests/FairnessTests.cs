using Fabric.Client;
using Fabric.Protos.Ledger.Rwset;
using Fabric.Protos.Ledger.Rwset.Kvrwset;
using Fabric.Protos.Peer;
using Grpc.Core;

namespace Fabric.DevLedger.Tests;

/// <summary>What one member's clients can take from another's.</summary>
public class FairnessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Transactions_ThatHang_KeepOnlyTheirOwnOrganizationWaiting()
    {
        await using var ledger = await TestLedger.StartAsync();
        await ledger.Contract().SubmitAsync("put", "k", "v");
        var held = new TaskCompletionSource();
        var hanging = 0;
        ledger.Chaincode.AfterReading = invocation =>
        {
            if (invocation.CreatorMspId != "Org1MSP")
            {
                return Task.CompletedTask;
            }

            Interlocked.Increment(ref hanging);
            return held.Task;
        };
        var contract = ledger.Contract();
        var calls = Enumerable.Range(0, 100).Select(_ => contract.EvaluateAsync("get", "k")).ToList();
        using var patience = new CancellationTokenSource(Patience);
        while (Volatile.Read(ref hanging) < ledger.Limits.SimulationsPerOrganization)
        {
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }

        // Through every peer, the hanging organization's too.
        for (var peer = 0; peer < 3; peer++)
        {
            var other = ledger.Contract(peer, ledger.Consortium.Organizations[1].User());
            (await other.EvaluateAsync("get", "k").WaitAsync(Patience)).ShouldBe("v");
            (await other.SubmitAsync("put", "other", "w").WaitAsync(Patience)).ShouldBe("w");
        }

        calls.ShouldAllBe(call => !call.IsCompleted);
        held.SetResult();
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Transaction_ThatHangs_EndsWithItsTime()
    {
        await using var ledger = await TestLedger.StartAsync(limits: new LimitOptions { ExecutionTimeout = TimeSpan.FromSeconds(1) });
        ledger.Chaincode.AfterReading = _ => new TaskCompletionSource().Task;
        var error = await Should.ThrowAsync<GatewayException>(() => ledger.Contract().EvaluateAsync("get", "k").WaitAsync(Patience));
        error.Details.ShouldAllBe(detail => detail.Message.EndsWith("timeout expired while executing transaction"));
    }

    [Fact]
    public async Task Scan_OfALargeRange_IsOneRangeOfTheReadSet()
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = ledger.Contract();
        var value = new string('x', 300 * 1024);
        for (var i = 0; i < 10; i++)
        {
            await contract.SubmitAsync("put", $"r{i}", value);
        }

        var endorsed = await contract.EndorseAsync("count", "r", "s", "result");

        System.Text.Encoding.UTF8.GetString(endorsed.Result.Span).ShouldBe("10");
        var range = Reads(endorsed).RangeQueriesInfo.ShouldHaveSingleItem();
        (range.StartKey, range.EndKey, range.ItrExhausted).ShouldBe(("r", "s", true));
        range.RawReads.KvReads.Select(read => read.Key).ShouldBe(Enumerable.Range(0, 10).Select(i => $"r{i}"));
        (await endorsed.CommitAsync()).Code.ShouldBe(TxValidationCode.Valid);
    }

    [Fact]
    public async Task Transaction_ThatReadsTooMuch_FailsAlone()
    {
        await using var ledger = await TestLedger.StartAsync(limits: new LimitOptions { TransactionReadBytes = 1024 * 1024 });
        var contract = ledger.Contract();
        for (var i = 0; i < 5; i++)
        {
            await contract.SubmitAsync("put", $"r{i}", new string('x', 300 * 1024));
        }

        var error = await Should.ThrowAsync<GatewayException>(() => contract.EvaluateAsync("count", "r", "s"));
        error.Details.Single().Message.ShouldContain("reads more than 1048576 bytes");
        (await contract.EvaluateAsync("count", "r", "r2")).ShouldBe("2");
    }

    [Theory]
    [InlineData(1UL << 47)]
    [InlineData((1UL << 47) + 1)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1000UL)]
    public async Task Events_FromABlockFarAhead_AreNotReplayed(ulong block)
    {
        await using var ledger = await TestLedger.StartAsync();
        await ledger.Contract().SubmitAsync("event", "before", "Happened");
        await using var far = await ledger.Network().NewChaincodeEventsRequest(
            TestConsortium.Chaincode, new EventOptions { StartBlock = block }).OpenAsync();
        await using var near = await ledger.Network().NewChaincodeEventsRequest(
            TestConsortium.Chaincode, new EventOptions { StartBlock = 0 }).OpenAsync();
        await using var ahead = far.GetAsyncEnumerator();
        await using var now = near.GetAsyncEnumerator();
        var nothing = ahead.MoveNextAsync().AsTask();
        await ledger.Contract().SubmitAsync("event", "after", "Happened");
        for (var i = 0; i < 2; i++)
        {
            (await now.MoveNextAsync().AsTask().WaitAsync(Patience)).ShouldBeTrue();
        }

        nothing.IsCompleted.ShouldBeFalse();
        await far.DisposeAsync();
        await nothing.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Streams_OfOneClientBeyondItsBound_AreRefusedAndOthersServed()
    {
        await using var ledger = await TestLedger.StartAsync(limits: new LimitOptions { StreamsPerOrganization = 4 });
        var user = ledger.Consortium.Organizations[0].User();
        await ledger.Contract(0, user).SubmitAsync("event", "k", "Happened");
        var first = await OpenAsync(ledger, user);
        var second = await OpenAsync(ledger, user);
        (await Should.ThrowAsync<GatewayException>(() => OpenAsync(ledger, user))).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        var colleague = await OpenAsync(ledger, ledger.Consortium.Organizations[0].User());
        var other = await OpenAsync(ledger, ledger.Consortium.Organizations[1].User());
        foreach (var stream in new[] { first, second, colleague, other })
        {
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task Stream_ThatNobodyReads_IsEndedAndHoldsLittle()
    {
        await using var ledger = await TestLedger.StartAsync(limits: new LimitOptions { StreamsPerOrganization = 2, SlowReader = TimeSpan.FromSeconds(1) });
        var user = ledger.Consortium.Organizations[0].User();
        var contract = ledger.Contract(0, user);
        for (var i = 0; i < 12; i++)
        {
            await contract.SubmitAsync("event", i + new string('x', 200 * 1024), "Happened");
        }

        var unread = ledger.Network(0, user).NewChaincodeEventsRequest(TestConsortium.Chaincode, new EventOptions { StartBlock = 0 });
        await using var stream = await unread.OpenAsync();

        // Its place is free again when it was ended.
        using var patience = new CancellationTokenSource(Patience);
        var taken = false;
        while (true)
        {
            try
            {
                await using var next = await OpenAsync(ledger, user);
                if (taken)
                {
                    break;
                }
            }
            catch (GatewayException refused)
            {
                refused.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
                taken = true;
            }

            patience.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Opens a stream and reads its first event.</summary>
    private static async Task<IAsyncEnumerator<Fabric.Client.CommittedChaincodeEvent>> OpenAsync(TestLedger ledger, GatewayOptions user)
    {
        var events = ledger.Network(0, user)
            .GetChaincodeEventsAsync(TestConsortium.Chaincode, new EventOptions { StartBlock = 0 }).GetAsyncEnumerator();
        try
        {
            (await events.MoveNextAsync().AsTask().WaitAsync(Patience)).ShouldBeTrue();
            return events;
        }
        catch
        {
            await events.DisposeAsync();
            throw;
        }
    }

    private static KVRWSet Reads(Fabric.Client.Transaction endorsed)
    {
        var envelope = Protos.Gateway.PreparedTransaction.Parser.ParseFrom(endorsed.ToBytes()).Envelope;
        var transaction = Protos.Peer.Transaction.Parser.ParseFrom(Payload.Parser.ParseFrom(envelope.Payload).Data);
        var action = ChaincodeActionPayload.Parser.ParseFrom(transaction.Actions.Single().Payload).Action;
        var response = ProposalResponsePayload.Parser.ParseFrom(action.ProposalResponsePayload);
        var sets = TxReadWriteSet.Parser.ParseFrom(ChaincodeAction.Parser.ParseFrom(response.Extension).Results);
        return KVRWSet.Parser.ParseFrom(sets.NsRwset.Single().Rwset);
    }
}
