using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Insurance.Gateway.Tests;

public sealed class HealthTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("")]
    [InlineData("insurance.v1.Claims")]
    [InlineData("grpc.health.v1.Health")]
    public async Task Check_PeerAnswers_IsServingEvenWithoutCertificate(string service)
    {
        await using var server = await StartAsync();
        (await CheckAsync(server, service)).ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task Check_PeerDoesNotAnswer_IsNotServing()
    {
        await using var server = await StartAsync();
        server.Ledger.Fail("GetChainInfo", LedgerFailure.Unavailable);
        (await CheckAsync(server, "insurance.v1.Claims")).ShouldBe(ServingStatus.NotServing);
    }

    [Fact]
    public async Task Check_UnknownService_IsNotFound()
    {
        await using var server = await StartAsync();
        (await Should.ThrowAsync<RpcException>(CheckAsync(server, "insurance.v1.Nothing"))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Watch_PeerGoesAndComes_SaysEachChange()
    {
        await using var server = await StartAsync();
        using var call = Client(server).Watch(new HealthCheckRequest());
        (await NextAsync(call)).ShouldBe(ServingStatus.Serving);

        server.Ledger.Fail("GetChainInfo", LedgerFailure.Rejected);
        (await NextAsync(call)).ShouldBe(ServingStatus.NotServing);

        server.Ledger.AnswerBytes("GetChainInfo", _ => []);
        (await NextAsync(call)).ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task Watch_UnknownService_SaysSoAndStaysOpen()
    {
        await using var server = await StartAsync();
        using var call = Client(server).Watch(new HealthCheckRequest { Service = "insurance.v1.Nothing" });
        (await NextAsync(call)).ShouldBe(ServingStatus.ServiceUnknown);
        call.ResponseStream.MoveNext(CancellationToken.None).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Watch_GatewayStops_IsReportedBeforeTheEnd()
    {
        await using var server = await StartAsync();
        using var call = Client(server).Watch(new HealthCheckRequest());
        (await NextAsync(call)).ShouldBe(ServingStatus.Serving);

        var stopped = server.StopAsync();

        (await NextAsync(call)).ShouldBe(ServingStatus.NotServing);
        await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience)
            .ShouldBeAsync(StatusCode.Unavailable, "GATEWAY_STOPPING");
        await stopped.WaitAsync(Patience);
    }

    [Fact]
    public async Task Watch_TooMany_TheOldestGivesWay()
    {
        await using var server = await StartAsync(new LimitSettings { HealthWatches = 1 });
        using var first = Client(server).Watch(new HealthCheckRequest());
        await NextAsync(first);
        using var second = Client(server).Watch(new HealthCheckRequest());
        (await NextAsync(second)).ShouldBe(ServingStatus.Serving);
        await first.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience)
            .ShouldBeAsync(StatusCode.ResourceExhausted, "TOO_MANY_REQUESTS");
    }

    private static async Task<GatewayServer> StartAsync(LimitSettings? limits = null)
    {
        // Looks at the peer are a second apart: with impatient time they would be one endless look.
        var server = await GatewayServer.StartAsync(limits: limits, clock: TimeProvider.System);
        server.Ledger.AnswerBytes("GetChainInfo", _ => []);
        return server;
    }

    private static Health.HealthClient Client(GatewayServer server) => new(server.Channel(null));

    private static async Task<ServingStatus> CheckAsync(GatewayServer server, string service) =>
        (await Client(server).CheckAsync(new HealthCheckRequest { Service = service })).Status;

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> call)
    {
        (await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience)).ShouldBeTrue();
        return call.ResponseStream.Current.Status;
    }
}
