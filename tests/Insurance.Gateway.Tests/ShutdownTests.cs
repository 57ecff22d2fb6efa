namespace Insurance.Gateway.Tests;

/// <summary>What callers with an open event stream see when the gateway stops.</summary>
public sealed class ShutdownTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Stop_GrpcStreamOpen_EndsWithGatewayStopping()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Raise(BrokerTests.Event("PolicyBound", """{"policyId":"p1"}"""));
        using var call = new Events.EventsClient(server.As("auditor")).Subscribe(new SubscribeRequest { StartBlock = 0 });
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();

        var stopped = server.StopAsync();

        await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience)
            .ShouldBeAsync(StatusCode.Unavailable, "GATEWAY_STOPPING");
        await stopped.WaitAsync(Patience);
    }

    [Fact]
    public async Task Stop_JsonStreamOpen_EndsWithGatewayStopping()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Raise(BrokerTests.Event("PolicyBound", """{"policyId":"p1"}"""));
        using var response = await SubscribeAsync(server);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await lines.ReadLineAsync()).ShouldNotBeNull().ShouldContain("PolicyBound");

        var stopped = server.StopAsync();

        var last = JsonDocument.Parse((await lines.ReadLineAsync().WaitAsync(Patience)).ShouldNotBeNull()).RootElement;
        ShouldBeStopping(last.GetProperty("error"));
        (await lines.ReadLineAsync().WaitAsync(Patience)).ShouldBeNull();
        await stopped.WaitAsync(Patience);
    }

    [Fact]
    public async Task Stop_JsonStreamBeforeItsFirstEvent_IsAnsweredUnavailable()
    {
        await using var server = await GatewayServer.StartAsync();
        var answer = SubscribeAsync(server);
        await Waiting.UntilAsync(() => server.Ledger.Subscribed.Any(item => item.Role == "auditor"));

        var stopped = server.StopAsync();

        using var response = await answer.WaitAsync(Patience);
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        ShouldBeStopping(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
        await stopped.WaitAsync(Patience);
    }

    private static void ShouldBeStopping(JsonElement error)
    {
        error.GetProperty("code").GetString().ShouldBe("unavailable");
        error.GetProperty("details")[0].GetProperty("reason").GetString().ShouldBe("GATEWAY_STOPPING");
    }

    private static async Task<HttpResponseMessage> SubscribeAsync(GatewayServer server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/insurance.v1.Events/Subscribe")
        {
            Content = new StringContent("""{"startBlock":"0"}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        return await server.Http(server.Certificates.Caller("alice", "auditor"))
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
