using System.Buffers.Binary;
using System.IO.Compression;
using Fabric.Client;
using StatusCode = Grpc.Core.StatusCode;

namespace Insurance.Gateway.Tests;

/// <summary>The gateway under those who take more than their part, and those who read nothing.</summary>
public sealed class LoadTests
{
    /// <summary>A gateway that waits a second for who does not read, on whose ledger are events of 100 kB.</summary>
    private static async Task<GatewayServer> WithUnreadEventsAsync(int count, LimitSettings? limits = null)
    {
        var server = await GatewayServer.StartAsync(
            limits: limits, timeouts: new TimeoutSettings { SlowReader = TimeSpan.FromSeconds(1) }, clock: TimeProvider.System);
        for (var number = 1UL; number <= (ulong)count; number++)
        {
            server.Ledger.Raise(Event(number, 100_000));
        }

        return server;
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Broker_With64Subscriptions_KeepsNobodyOut()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Raise(Event(1, 10));
        var broker = new Events.EventsClient(server.As("broker", "b1"));
        var subscriptions = Enumerable.Range(0, 64).Select(_ => broker.Subscribe(new SubscribeRequest { StartBlock = 0 })).ToList();
        var open = 0;
        foreach (var subscription in subscriptions)
        {
            try
            {
                (await subscription.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience)).ShouldBeTrue();
                open++;
            }
            catch (RpcException refused)
            {
                refused.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
                refused.Info().Metadata["scope"].ShouldBe("caller");
                refused.Details().Details.Single(detail => detail.Is(RetryInfo.Descriptor)).Unpack<RetryInfo>()
                    .RetryDelay.ToTimeSpan().ShouldBe(TimeSpan.FromSeconds(1));
            }
        }

        open.ShouldBe(16);
        foreach (var (role, id) in new[] { ("claims-handler", null), ("broker", "b2"), ("finance", (string?)null) })
        {
            using var other = new Events.EventsClient(server.As(role, id)).Subscribe(new SubscribeRequest { StartBlock = 0 });
            (await other.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience)).ShouldBeTrue(role);
        }

        subscriptions.ForEach(subscription => subscription.Dispose());
    }

    [Fact]
    public async Task Broker_WithAsManyCallsAsItMay_KeepsNobodyOut()
    {
        await using var server = await GatewayServer.StartAsync(limits: new LimitSettings { InFlight = 8 });
        using var leave = new ManualResetEventSlim();
        using var entered = new SemaphoreSlim(0);
        server.Ledger.Answer("GetQuote", _ =>
        {
            entered.Release();
            leave.Wait(Patience);
            return new Quote { BrokerId = "b1" };
        });
        server.Ledger.Answer("GetRegistry", new Registry());
        var broker = new Quotes.QuotesClient(server.As("broker", "b1"));
        var calls = Enumerable.Range(0, 2).Select(_ => broker.GetQuoteAsync(new GetQuoteRequest { QuoteId = "q1" }).ResponseAsync).ToList();
        await entered.WaitAsync();
        await entered.WaitAsync();

        var refused = await Should.ThrowAsync<RpcException>(() => broker.GetQuoteAsync(new GetQuoteRequest { QuoteId = "q1" }).ResponseAsync);
        refused.Info().Metadata["scope"].ShouldBe("caller");
        foreach (var (role, id) in new[] { ("claims-handler", null), ("broker", "b2"), ("auditor", (string?)null) })
        {
            await new Consortium.ConsortiumClient(server.As(role, id)).GetRegistryAsync(new GetRegistryRequest());
        }

        leave.Set();
        await Task.WhenAll(calls);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public async Task HealthWatches_OfStrangers_KeepNoLoadBalancerOut(int connections)
    {
        await using var server = await GatewayServer.StartAsync(clock: TimeProvider.System);
        var channels = Enumerable.Range(0, connections).Select(_ => server.Channel(null)).ToList();
        var watches = Enumerable.Range(0, 64).Select(number => new Health.HealthClient(channels[number % connections]).Watch(new HealthCheckRequest())).ToList();
        foreach (var watch in watches.Where(_ => connections == 64))
        {
            (await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience)).ShouldBeTrue();
        }

        var balancer = new Health.HealthClient(server.Channel(null));
        (await balancer.CheckAsync(new HealthCheckRequest())).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        using var own = balancer.Watch(new HealthCheckRequest());
        (await own.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience)).ShouldBeTrue();

        // Whoever gave way knows why.
        var ended = await Task.WhenAny(watches.Select(DrainAsync)).WaitAsync(Patience);
        await ended.ShouldBeAsync(StatusCode.ResourceExhausted, "TOO_MANY_REQUESTS");
        watches.ForEach(watch => watch.Dispose());
    }

    [Fact]
    public async Task Subscription_ThatNobodyReads_IsEndedWithACode()
    {
        await using var server = await WithUnreadEventsAsync(100, new LimitSettings { Subscriptions = 1 });

        var client = new Events.EventsClient(server.As("auditor"));
        using var unread = client.Subscribe(new SubscribeRequest { StartBlock = 0 });
        await Waiting.UntilAsync(() => server.LogLines.Any(line => line.Contains("STREAM_NOT_READ")));
        using var next = client.Subscribe(new SubscribeRequest { StartBlock = 0 });
        (await next.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience)).ShouldBeTrue();
    }

    [Fact]
    public async Task Subscription_ReadAfterItWasEnded_HasTheCode()
    {
        await using var server = await WithUnreadEventsAsync(100);

        using var late = new Events.EventsClient(server.As("auditor")).Subscribe(new SubscribeRequest { StartBlock = 0 });
        await Waiting.UntilAsync(() => server.LogLines.Any(line => line.Contains("STREAM_NOT_READ")));
        var error = await Should.ThrowAsync<RpcException>(() => DrainAsync(late).WaitAsync(Patience));
        error.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        error.Info().Reason.ShouldBe("STREAM_NOT_READ");
    }

    [Fact]
    public async Task Lines_ThatNobodyReads_AreEndedToo()
    {
        await using var server = await WithUnreadEventsAsync(200, new LimitSettings { Subscriptions = 1 });

        using var request = new HttpRequestMessage(HttpMethod.Post, "/insurance.v1.Events/Subscribe")
        {
            Content = new StringContent("""{"startBlock":"0"}""", Encoding.UTF8, "application/json"),
        };
        using var unread = await server.Http(server.Certificates.Caller("alice", "auditor"))
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await Waiting.UntilAsync(() => server.LogLines.Any(line => line.Contains("STREAM_NOT_READ")));
        using var next = new Events.EventsClient(server.As("auditor")).Subscribe(new SubscribeRequest { StartBlock = 0 });
        (await next.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience)).ShouldBeTrue();
    }

    [Fact]
    public async Task Stranger_IsRefusedBeforeTheMessageIsReceived()
    {
        await using var server = await GatewayServer.StartAsync();

        // Says that it has 256 KiB, and never sends them.
        using var open = new PendingContent([0, 0, 4, 0, 0, 1, 2, 3]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/insurance.v1.Claims/SubmitClaim")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = open,
        };
        request.Headers.Add("te", "trailers");
        using var response = await server.Http(null).SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);

        response.Headers.GetValues("grpc-status").ShouldBe(["16"]);
        var details = Convert.FromBase64String(response.Headers.GetValues("grpc-status-details-bin").Single());
        Google.Rpc.Status.Parser.ParseFrom(details).Details.Single().Unpack<ErrorInfo>().Reason.ShouldBe("CERTIFICATE_MISSING");
    }

    [Fact]
    public async Task Message_ThatUnfoldsToMuchMore_TakesNoMemory()
    {
        await using var server = await GatewayServer.StartAsync();
        using var folded = new MemoryStream();
        using (var gzip = new GZipStream(folded, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(new byte[200 * 1024 * 1024]);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/insurance.v1.Consortium/GetRegistry")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([1, .. BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness((int)folded.Length)), .. folded.ToArray()]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("te", "trailers");
        request.Headers.Add("grpc-encoding", "gzip");
        var client = server.Http(null);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        using var response = await client.SendAsync(request);

        response.Headers.GetValues("grpc-status").ShouldNotBe(["0"]);
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(60 * 1024 * 1024);
    }

    [Theory]
    [InlineData(1_101UL)]
    [InlineData(1UL << 47)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public async Task Subscribe_FarBehindTheLedger_IsOutOfRange(ulong block)
    {
        await using var server = await GatewayServer.StartAsync(ledger: new FakeLedger { Height = 1_000 });
        using var call = new Events.EventsClient(server.As("auditor")).Subscribe(new SubscribeRequest { StartBlock = block });
        var error = await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        error.StatusCode.ShouldBe(StatusCode.OutOfRange);
        error.Info().Reason.ShouldBe("START_BEYOND_LEDGER");
        error.Info().Metadata["height"].ShouldBe("1000");
        server.Ledger.Subscribed.ShouldNotContain(item => item.Role == "auditor");
    }

    [Fact]
    public async Task Subscribe_ToABlockThatIsToComeSoon_Waits()
    {
        await using var server = await GatewayServer.StartAsync(ledger: new FakeLedger { Height = 1_000 });
        using var call = new Events.EventsClient(server.As("auditor")).Subscribe(new SubscribeRequest { StartBlock = 1_100 });
        await Waiting.UntilAsync(() => server.Ledger.Subscribed.Contains((new EventOptions { StartBlock = 1_100 }, "auditor")));
    }

    /// <summary>A body that begins and does not end before it is disposed.</summary>
    private sealed class PendingContent : HttpContent
    {
        private readonly byte[] _begin;
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PendingContent(byte[] begin)
        {
            _begin = begin;
            Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_begin);
            await stream.FlushAsync();
            await _ended.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            _ended.TrySetResult();
            base.Dispose(disposing);
        }
    }

    private static CommittedChaincodeEvent Event(ulong block, int size) => FakeLedger.Event(
        "ProductPublished", block, $"t{block}", Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', size)}}"}"""));

    private static async Task DrainAsync<T>(AsyncServerStreamingCall<T> call)
        where T : IMessage
    {
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
        }
    }
}
