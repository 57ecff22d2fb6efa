namespace Insurance.Gateway.Tests;

/// <summary>Requests that no proper client makes, and what every answer has.</summary>
public sealed class HttpEdgeTests
{
    private const string Bind = "/insurance.v1.Policies/BindPolicy";

    [Theory]
    [InlineData("GET /healthz%zz HTTP/1.1", 404)]
    [InlineData("GET /%c3%28 HTTP/1.1", 404)]
    [InlineData("GET /insurance.v1.%c3%28 HTTP/1.1", 501)]
    [InlineData("GET /nothing HTTP/1.1", 404)]
    [InlineData("DELETE /holder HTTP/1.1", 405)]
    [InlineData("BREW /insurance.v1.Policies/BindPolicy HTTP/1.1", 400)]
    [InlineData("OPTIONS * HTTP/1.1", 404)]
    [InlineData("GET /insurance.v1.Policies/../../etc/passwd HTTP/1.1", 404)]
    public async Task Request_OutOfTheOrdinary_IsRefusedWithACode(string line, int status)
    {
        await using var server = await HolderApiTests.StartAsync();
        await using var connection = await RawHttp.ConnectAsync(server);

        await connection.SendAsync($"{line}\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

        ShouldBeCoded(await connection.ReadAsync(), status);
        UnreadableRequestTests.ShouldBeShort([.. server.LogLines]);
    }

    [Theory]
    [InlineData("POST /insurance.v1.Policies/BindPolicy%00 HTTP/1.1", "x: y")]
    [InlineData("GET /%00 HTTP/1.1", "x: y")]
    [InlineData("GET /holder%00 HTTP/1.1", "x: y")]
    [InlineData("GET", "x: y")]
    [InlineData("GET / HTTP/1.1", "no header")]
    [InlineData("POST /insurance.v1.Policies/BindPolicy HTTP/1.1", "Content-Type: \u00ff")]
    [InlineData("POST /insurance.v1.Policies/BindPolicy HTTP/1.1", "Content-Length: -1")]
    public async Task Request_ThatIsNoHttp_IsA400OfTheServerItself(string line, string header)
    {
        await using var server = await HolderApiTests.StartAsync();
        await using var connection = await RawHttp.ConnectAsync(server);

        await connection.SendAsync($"{line}\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n");

        (await connection.ReadAsync()).ShouldStartWith("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n");
        UnreadableRequestTests.ShouldBeShort([.. server.LogLines]);
    }

    [Fact]
    public async Task Path_OverLong_IsNotRepeated()
    {
        await using var server = await HolderApiTests.StartAsync();
        foreach (var path in new[] { "/" + new string('x', 7000), "/insurance.v1." + new string('x', 7000) })
        {
            await using var connection = await RawHttp.ConnectAsync(server);
            await connection.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            var answer = await connection.ReadAsync();
            answer.ShouldContain("\"reason\":");
            answer.Length.ShouldBeLessThan(1500);
        }

        UnreadableRequestTests.ShouldBeShort([.. server.LogLines]);
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpcfoo")]
    [InlineData("text/plain")]
    [InlineData("application/json, application/json")]
    public async Task ContentType_OtherThanJson_IsRefusedWithACode(string contentType)
    {
        await using var server = await GatewayServer.StartAsync();
        await using var connection = await RawHttp.ConnectAsync(server);
        await connection.SendAsync($"POST {Bind} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {contentType}\r\nContent-Length: 2\r\n\r\n{{}}");
        ShouldBeCoded(await connection.ReadAsync(), 400);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nnonsense\r\n")]
    [InlineData("Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task Body_InAnotherForm_IsRefusedWithACode(string rest)
    {
        await using var server = await GatewayServer.StartAsync();
        await using var connection = await RawHttp.ConnectAsync(server, server.Certificates.Caller("alice", "underwriter"));
        await connection.SendAsync($"POST {Bind} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n{rest}");
        ShouldBeCoded(await connection.ReadAsync(), 400);
        UnreadableRequestTests.ShouldBeShort([.. server.LogLines]);
    }

    [Theory]
    [InlineData(Bind, "application/json")]
    [InlineData("/holder", "application/x-www-form-urlencoded")]
    public async Task Body_ThatDoesNotArrive_IsA408(string path, string contentType)
    {
        await using var server = await HolderApiTests.StartAsync(
            clock: TimeProvider.System, timeouts: new TimeoutSettings { RequestBody = TimeSpan.FromMilliseconds(300) });
        await using var connection = await RawHttp.ConnectAsync(server, server.Certificates.Caller("alice", "underwriter"));

        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\nContent-Length: 1000\r\n\r\nt");

        (await connection.ReadAsync()).ShouldStartWith("HTTP/1.1 408 ");
        UnreadableRequestTests.ShouldBeShort([.. server.LogLines]);
    }

    [Fact]
    public async Task EveryAnswer_IsKeptByNobody()
    {
        await using var server = await HolderApiTests.StartAsync();
        server.Ledger.Fail("GetChainInfo", LedgerFailure.Unavailable);
        var staff = server.Http(server.Certificates.Caller("alice", "underwriter"));
        HttpResponseMessage[] answers =
        [
            await server.Http(null).GetAsync("/healthz"),
            await server.Http(null).GetAsync("/readyz"),
            await server.Http(null).GetAsync("/nothing"),
            await server.Http(null).GetAsync("/holder"),
            await server.Http(null).DeleteAsync("/holder"),
            await server.Http(null).PostAsync("/holder", new FormUrlEncodedContent([new("token", "wrong")])),
            await server.Http(null).PostAsync("/insurance.v1.Holders/GetHolderView", Json("{}")),
            await staff.PostAsync("/insurance.v1.Policies/GetPolicy", Json("""{"policyId":"p-1"}""")),
            await staff.PostAsync("/insurance.v1.Policies/GetPolicy", Json("{")),
        ];
        foreach (var answer in answers)
        {
            var name = answer.RequestMessage!.RequestUri!.PathAndQuery;
            answer.Headers.CacheControl!.NoStore.ShouldBeTrue(name);
            answer.Headers.GetValues("Strict-Transport-Security").Single().ShouldBe("max-age=31536000", name);
            answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff", name);
            answer.Headers.Server.ShouldBeEmpty(name);
        }

        answers[1].Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Busy_SaysWhenToTryAgain_InBothForms()
    {
        await using var server = await GatewayServer.StartAsync(limits: new LimitSettings { InFlight = 0 });
        var http = server.Http(server.Certificates.Caller("alice", "underwriter"));

        var json = await http.PostAsync(Bind, Json("{}"));
        var grpc = await RawCalls.SendAsync(http, Bind, RawCalls.Framed([]));

        json.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        json.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        grpc.Details!.Details.Single(detail => detail.Is(Google.Rpc.RetryInfo.Descriptor)).Unpack<Google.Rpc.RetryInfo>()
            .RetryDelay.Seconds.ShouldBe(1);
    }

    [Fact]
    public async Task Tls_OffersNoSuitesOfCbc()
    {
        await using var server = await GatewayServer.StartAsync();
        await Should.ThrowAsync<AuthenticationException>(() => RawHttp.ConnectAsync(
            server,
            null,
            SslProtocols.Tls12,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA));
        await using var twelve = await RawHttp.ConnectAsync(server, null, SslProtocols.Tls12);
        twelve.CipherSuite.ToString().ShouldContain("_GCM_");
        await using var thirteen = await RawHttp.ConnectAsync(server, null, SslProtocols.Tls13);
        thirteen.CipherSuite.ToString().ShouldStartWith("TLS_AES_");
    }

    private static void ShouldBeCoded(string answer, int status)
    {
        answer.ShouldStartWith($"HTTP/1.1 {status} ");
        answer.ShouldContain("\"reason\":\"");
        answer.ShouldContain("\"domain\":\"insurance.v1\"");
        answer.ShouldContain("Cache-Control: no-store");
        answer.ShouldNotContain("\r\nServer:");
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
