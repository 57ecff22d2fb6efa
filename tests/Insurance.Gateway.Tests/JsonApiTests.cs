using Fabric.Client;

namespace Insurance.Gateway.Tests;

public sealed class JsonApiTests
{
    private const string Bind = "/insurance.v1.Policies/BindPolicy";

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Call_WithJson_AnswersJson(string version)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("BindPolicy", new Policy { PolicyId = "p1", Premium = new Premium { Gross = new Money { MinorUnits = 5, Currency = "USD" } } });
        using var request = new HttpRequestMessage(HttpMethod.Post, Bind)
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = Json("""{"requestId":"r1","policyId":"p1","quote_id":"q1"}"""),
        };

        var response = await server.Http(server.Certificates.Caller("alice", "underwriter")).SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        Policy.Parser.ParseJson(await response.Content.ReadAsStringAsync()).Premium.Gross.MinorUnits.ShouldBe(5);
        FakeLedger.Request<BindPolicyRequest>(server.Ledger.Submitted.Single()).ShouldBe(
            new BindPolicyRequest { RequestId = "r1", Actor = "alice", PolicyId = "p1", QuoteId = "q1" });
    }

    [Theory]
    [InlineData("{", "MALFORMED_JSON", null)]
    [InlineData("[]", "MALFORMED_JSON", null)]
    [InlineData("{} {}", "MALFORMED_JSON", null)]
    [InlineData("{,}", "MALFORMED_JSON", null)]
    [InlineData("{\"policyId\":\"\\ud800\"}", "MALFORMED_JSON", null)]
    [InlineData("{\"policyId\":7}", "MALFORMED_JSON", "policyId")]
    [InlineData("{\"policyID\":\"p1\"}", "UNKNOWN_FIELD", "policyID")]
    [InlineData("{\"policyId\":\"p1\",\"policyId\":\"p2\"}", "DUPLICATE_KEY", "policyId")]
    [InlineData("{\"policyId\":\"p1\",\"policy_id\":\"p2\"}", "DUPLICATE_KEY", "policyId")]
    public async Task Body_ThatIsNotTheRequest_IsRefused(string body, string code, string? field)
    {
        await using var server = await GatewayServer.StartAsync();
        var response = await PostAsync(server, Bind, body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = await ErrorAsync(response);
        error.GetProperty("code").GetString().ShouldBe("invalid_argument");
        error.GetProperty("message").GetString()!.ShouldNotBeEmpty();
        var detail = error.GetProperty("details")[0];
        detail.GetProperty("reason").GetString().ShouldBe(code);
        detail.GetProperty("domain").GetString().ShouldBe("insurance.v1");
        (detail.TryGetProperty("field", out var at) ? at.GetString() : null).ShouldBe(field);
        server.Ledger.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Error_WithQuotesAndForeignLetters_IsReadableAsItStands()
    {
        await using var server = await GatewayServer.StartAsync();

        var response = await PostAsync(server, Bind, """{"policyId":{"né":"<it's>"}}""");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldNotContain("\\u");
        text.ShouldContain("'");
    }

    [Theory]
    [InlineData("""{"cover":{"start":"2026-01-01T00:00:00Z","begin":1}}""", "UNKNOWN_FIELD", "cover.begin")]
    [InlineData("""{"cover":{"start":"2026-01-01T00:00:00Z","start":"2026-01-01T00:00:00Z"}}""", "DUPLICATE_KEY", "cover.start")]
    [InlineData("""{"risk":{"roof":"tile","roof":"thatch"}}""", "DUPLICATE_KEY", "risk.roof")]
    [InlineData("""{"coverages":[{"sumInsured":{"minorUnits":"9223372036854775808"}}]}""", "MALFORMED_JSON", "coverages[0].sumInsured.minorUnits")]
    [InlineData("""{"coverages":[{"sumInsured":{"minorUnits":1.5}}]}""", "MALFORMED_JSON", "coverages[0].sumInsured.minorUnits")]
    [InlineData("""{"cover":{"start":"yesterday"}}""", "MALFORMED_JSON", "cover.start")]
    public async Task Body_WithAWrongPartInside_NamesIt(string body, string code, string? field)
    {
        await using var server = await GatewayServer.StartAsync();
        var error = await ErrorAsync(await PostAsync(server, "/insurance.v1.Quotes/RequestQuote", body));
        error.GetProperty("details")[0].GetProperty("reason").GetString().ShouldBe(code);
        if (field is not null)
        {
            error.GetProperty("details")[0].GetProperty("field").GetString().ShouldBe(field);
        }
    }

    [Fact]
    public async Task Body_MapKeysOfAnyName_AreKept()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("RequestQuote", new Quote());
        var response = await PostAsync(server, "/insurance.v1.Quotes/RequestQuote", """{"risk":{"year_built":"1901","yearBuilt":"1902"}}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        FakeLedger.Request<RequestQuoteRequest>(server.Ledger.Submitted.Single()).Risk["year_built"].ShouldBe("1901");
    }

    [Fact]
    public async Task Answer_HasItsDefaultValuesToo()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("GetClaim", new Claim { ClaimId = "c1", Losses = { new Loss { CoverageId = "a", Amount = new Money { Currency = "DKK" } } } });
        server.Ledger.Answer("ListPolicies", new ListPoliciesResponse());

        var claim = await ErrorAsync(await PostAsync(server, "/insurance.v1.Claims/GetClaim", "{}"));
        var list = await ErrorAsync(await PostAsync(server, "/insurance.v1.Policies/ListPolicies", "{}"));

        claim.GetProperty("payments").GetArrayLength().ShouldBe(0);
        claim.GetProperty("brokerId").GetString().ShouldBe("");
        claim.GetProperty("status").GetString().ShouldBe("CLAIM_STATUS_UNSPECIFIED");
        claim.GetProperty("losses")[0].GetProperty("amount").GetProperty("minorUnits").GetString().ShouldBe("0");
        claim.TryGetProperty("submitted", out _).ShouldBeFalse("a message that is absent is not an empty one");
        list.GetProperty("policies").GetArrayLength().ShouldBe(0);
        list.GetProperty("nextPageToken").GetString().ShouldBe("");
    }

    [Fact]
    public async Task Request_GoesToTheChaincodeWithoutDefaultValues()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("BindPolicy", new Policy());

        await PostAsync(server, Bind, """{"requestId":"r","policyId":"p","renewalOf":"","quoteId":"q"}""");

        Encoding.UTF8.GetString(server.Ledger.Submitted.Single().Arguments[0].Span).ShouldNotContain("renewalOf");
    }

    [Fact]
    public async Task Body_NestedTooDeep_IsRefused()
    {
        await using var server = await GatewayServer.StartAsync();
        var deep = string.Concat(Enumerable.Repeat("{\"risk\":", 100)) + "1" + new string('}', 100);
        var error = await ErrorAsync(await PostAsync(server, "/insurance.v1.Quotes/RequestQuote", deep));
        error.GetProperty("details")[0].GetProperty("reason").GetString().ShouldBe("INPUT_TOO_DEEP");
    }

    [Fact]
    public async Task Body_TooLarge_IsRefused()
    {
        await using var server = await GatewayServer.StartAsync();
        var response = await PostAsync(server, Bind, "{\"policyId\":\"" + new string('x', 300_000) + "\"}");
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await ErrorAsync(response)).GetProperty("details")[0].GetProperty("reason").GetString().ShouldBe("INPUT_TOO_LARGE");
    }

    [Fact]
    public async Task Refusal_OverHttp_HasTheStatusOfItsKind()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Refuse("GetPolicy", "POLICY_NOT_FOUND", "there is no \"p1\"", "policyId");
        server.Ledger.Refuse("BindPolicy", "REQUEST_ID_REUSED", "used before", "requestId");

        (await PostAsync(server, "/insurance.v1.Policies/GetPolicy", "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(server, Bind, "{}")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync(server, "/insurance.v1.Claims/PayClaim", "{}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(server, "/insurance.v1.Policies/Burn", "{}")).StatusCode.ShouldBe(HttpStatusCode.NotImplemented);
        (await server.Http(null).PostAsync(Bind, Json("{}"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await server.Http(null).PostAsync(Bind, new StringContent("{}"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Subscribe_OverHttp_StreamsLines()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Raise(BrokerTests.Event("ClaimPaid", """{"claimId":"c1"}"""));
        server.Ledger.Raise(BrokerTests.Event("PolicyBound", """{"policyId":"p1"}"""));
        server.Ledger.Raise(BrokerTests.Event("PolicyBound", """{"policyId":"p2"}"""));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/insurance.v1.Events/Subscribe")
        {
            Content = Json("""{"startBlock":"2","names":["PolicyBound"]}"""),
        };
        using var response = await server.Http(server.Certificates.Caller("alice", "auditor"))
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());

        var item = BusinessEvent.Parser.ParseJson((await lines.ReadLineAsync())!);
        item.Name.ShouldBe("PolicyBound");
        item.BlockNumber.ShouldBe(5ul);
        BusinessEvent.Parser.ParseJson((await lines.ReadLineAsync())!).PayloadJson.ShouldContain("p2");
        server.Ledger.Subscribed.ShouldContain((new EventOptions { StartBlock = 2 }, "auditor"));
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayServer server, string path, string body) =>
        server.Http(server.Certificates.Caller("alice", "underwriter")).PostAsync(path, Json(body));

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
}
