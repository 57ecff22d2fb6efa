using System.IO.Compression;
using Fabric.Client;
using Grpc.Core;

namespace Fabric.DevLedger.Tests;

/// <summary>What strangers can take of the ledger's memory and places.</summary>
[Collection(nameof(MeasuringMemory))]
public class AdmissionTests
{
    private const int Mebibyte = 1024 * 1024;

    // Far more than a call takes, far less than what was sent.
    private const long Bound = 30 * Mebibyte;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Message_Compressed_IsNotUnfolded()
    {
        await using var ledger = await TestLedger.StartAsync();
        using var folded = new MemoryStream();
        using (var gzip = new GZipStream(folded, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(new byte[100 * Mebibyte]);
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        using var call = new RawCall(ledger.Address(0), (uint)folded.Length, folded.ToArray(), "gzip");

        (await call.StatusAsync()).ShouldBe("12");
        var response = await call.Response;
        RawCall.Header(response, "grpc-accept-encoding").ShouldBe("identity");
        RawCall.Header(response, "grpc-message").ShouldContain("Decompressor is not installed");
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(Bound);
    }

    [Theory]
    [InlineData(12u * Mebibyte)]
    [InlineData(63u * Mebibyte)]
    [InlineData(98u * Mebibyte)]
    [InlineData(uint.MaxValue)]
    public async Task Message_LargerThanTheLimit_IsRefusedByItsLength(uint length)
    {
        await using var ledger = await TestLedger.StartAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        using var call = new RawCall(ledger.Address(0), length, new byte[1000]);

        (await call.StatusAsync()).ShouldBe("8");
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(Bound);
    }

    [Fact]
    public async Task Strangers_WithManyLargeMessages_HaveOneBudgetAndKeepNoMemberOut()
    {
        await using var ledger = await TestLedger.StartAsync();
        var member = ledger.Contract();
        await member.SubmitAsync("put", "k", "v");
        var strangers = Enumerable.Range(0, 12).Select(_ => new RawCall(ledger.Address(0), 7 * Mebibyte, new byte[1000])).ToList();
        try
        {
            // Two of seven MiB fit into sixteen; they stay open, the others are refused.
            var refused = strangers.Select(call => call.StatusAsync()).ToList();
            for (var left = 10; left > 0; left--)
            {
                var next = await Task.WhenAny(refused).WaitAsync(Patience);
                (await next).ShouldBe("8");
                refused.Remove(next);
            }

            refused.ShouldAllBe(call => !call.IsCompleted);
            (await member.EvaluateAsync("get", "k")).ShouldBe("v");
            (await ledger.Contract(1).EvaluateAsync("get", "k")).ShouldBe("v");
            (await member.SubmitAsync("put", "large", new string('x', 3 * Mebibyte))).Length.ShouldBe(3 * Mebibyte);
        }
        finally
        {
            strangers.ForEach(call => call.Dispose());
        }
    }

    [Fact]
    public async Task Member_WhoseFirstMessageIsLarge_IsServed()
    {
        await using var ledger = await TestLedger.StartAsync();
        (await ledger.Contract().EvaluateAsync("peer", new string('x', 9 * Mebibyte))).ShouldBe("Org1MSP");
    }

    [Theory]
    [InlineData("/gateway.Gateway/Evaluate", 1000u)]
    [InlineData("/protos.Deliver/Deliver", 1000u)]
    public async Task Stranger_WhoDoesNotGoOn_IsCutOff(string path, uint length)
    {
        await using var ledger = await TestLedger.StartAsync(limits: new LimitOptions { UnknownTimeout = TimeSpan.FromSeconds(1) });
        using var call = new RawCall(ledger.Address(0), length, new byte[10], path: path);
        await Should.ThrowAsync<HttpRequestException>(() => ReadAsync(call).WaitAsync(Patience));
    }

    [Fact]
    public async Task Connections_OfStrangers_TheOldestGivesWayAndMembersStay()
    {
        await using var ledger = await TestLedger.StartAsync(limits: new LimitOptions { UnknownConnections = 2 });
        var member = ledger.Contract();
        await member.SubmitAsync("put", "k", "v");
        var strangers = new List<RawCall>();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                strangers.Add(new RawCall(ledger.Address(0), 1000, new byte[10]));
                await strangers[i].Sent.WaitAsync(Patience);
            }

            await Should.ThrowAsync<HttpRequestException>(() => ReadAsync(strangers[0]).WaitAsync(Patience));
            strangers[2].Response.IsCompleted.ShouldBeFalse();
            (await member.EvaluateAsync("get", "k")).ShouldBe("v");
            (await ledger.Contract(1).EvaluateAsync("get", "k")).ShouldBe("v");
        }
        finally
        {
            strangers.ForEach(call => call.Dispose());
        }
    }

    [Fact]
    public async Task Calls_OfOneOrganizationBeyondItsBound_AreRefusedAndOthersServed()
    {
        await using var ledger = await TestLedger.StartAsync(limits: new LimitOptions { CallsPerOrganization = 2 });
        using var ending = new CancellationTokenSource();
        var user = ledger.Consortium.Organizations[0].User();
        var waiting = Enumerable.Range(0, 2).Select(_ => Unsubmitted(ledger, user).GetStatusAsync(ending.Token)).ToList();
        var contract = ledger.Contract(0, user);
        var refused = await EventuallyAsync(() => contract.EvaluateAsync("count", "a", "b"));
        refused.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        (await ledger.Contract(1).EvaluateAsync("count", "a", "b")).ShouldBe("0");
        await ending.CancelAsync();
        await Task.WhenAll(waiting).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private static async Task<string> ReadAsync(RawCall call)
    {
        using var response = await call.Response;
        return await response.Content.ReadAsStringAsync();
    }

    // Waits for a transaction that never comes.
    private static Commit Unsubmitted(TestLedger ledger, GatewayOptions user) =>
        ledger.Contract(0, user).NewProposal("put", ProposalOptions.WithArguments(["a", "b"])).EndorseAsync().GetAwaiter().GetResult().NewCommit();

    private static async Task<GatewayException> EventuallyAsync(Func<Task> call)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                await call();
            }
            catch (GatewayException refused)
            {
                return refused;
            }

            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
