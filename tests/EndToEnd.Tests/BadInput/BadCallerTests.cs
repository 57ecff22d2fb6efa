using System.Net.Http.Headers;

namespace EndToEnd.Tests.BadInput;

/// <summary>Callers and bodies that are wrong before any rule is asked.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class BadCallerTests(ConsortiumFixture fixture)
{
    [Theory]
    [InlineData("{\"policyId\":", "MALFORMED_JSON", HttpStatusCode.BadRequest)]
    [InlineData("{\"policyId\":\"p\"} trailing", "MALFORMED_JSON", HttpStatusCode.BadRequest)]
    [InlineData("{\"policyNumber\":\"p\"}", "UNKNOWN_FIELD", HttpStatusCode.BadRequest)]
    [InlineData("{\"policyId\":\"p\",\"policyId\":\"q\"}", "DUPLICATE_KEY", HttpStatusCode.BadRequest)]
    [InlineData("{\"policyId\":\"no such thing\"}", "INVALID_ID", HttpStatusCode.BadRequest)]
    [InlineData("{\"policyId\":\"nowhere\"}", "POLICY_NOT_FOUND", HttpStatusCode.NotFound)]
    public async Task Json_Wrong_IsCoded(string body, string code, HttpStatusCode status) =>
        await PostAsync("GetPolicy", body, status, code);

    [Fact]
    public async Task Json_Oversized_IsCoded() => await PostAsync(
        "GetPolicy", "{\"policyId\":\"" + new string('x', 400_000) + "\"}", HttpStatusCode.RequestEntityTooLarge, "INPUT_TOO_LARGE");

    [Fact]
    public async Task Json_AmountBeyond64Bits_IsCoded() => await PostAsync(
        "RecordPremiumPayment",
        """{"amount":{"minorUnits":"9223372036854775808","currency":"USD"}}""",
        HttpStatusCode.BadRequest,
        "MALFORMED_JSON");

    // What the chaincode finds comes through the peer and the gateway whole, when it is evaluated and when it is endorsed.
    [Fact]
    public async Task Request_WrongInSeveralWays_IsReportedAll()
    {
        var quotes = new Quotes.QuotesClient(fixture.Consortium.Channel(TestConsortium.Aurora, "underwriter"));
        var asked = new RequestQuoteRequest { HolderId = "a b", ProductId = "p", Cover = new Period(), Coverages = { new CoverageSelection { CoverageId = "c" } } };
        var indicated = new GetIndicativeQuoteRequest { ProductId = "a b", Cover = asked.Cover, Coverages = { asked.Coverages } };

        Fields(await Should.ThrowAsync<RpcException>(() => quotes.RequestQuoteAsync(asked).ResponseAsync)).ShouldBe(
            ["requestId", "quoteId", "holderId", "cover.start", "cover.end", "coverages[0].sumInsured", "jurisdiction"]);
        Fields(await Should.ThrowAsync<RpcException>(() => quotes.GetIndicativeQuoteAsync(indicated).ResponseAsync)).ShouldBe(
            ["productId", "cover.start", "cover.end", "coverages[0].sumInsured", "jurisdiction"]);
    }

    [Fact]
    public async Task Request_WrongInManyLongWays_IsStillGivenTheReason()
    {
        var asked = new GetIndicativeQuoteRequest { ProductId = "p", Cover = new Period() };
        for (var number = 10; number < 60; number++)
        {
            asked.Risk[number + new string('€', 190)] = "\u0001";
        }

        var quotes = new Quotes.QuotesClient(fixture.Consortium.Channel(TestConsortium.Aurora, "underwriter"));
        await quotes.GetIndicativeQuoteAsync(asked).ShouldBeRefusedAsync(StatusCode.InvalidArgument, "REQUIRED");

        var bound = new RequestQuoteRequest { RequestId = fixture.NewId("r"), QuoteId = "q", HolderId = "h", ProductId = "p", Cover = asked.Cover, Risk = { asked.Risk } };
        await quotes.RequestQuoteAsync(bound).ShouldBeRefusedAsync(StatusCode.InvalidArgument, "REQUIRED");
    }

    private static IEnumerable<string> Fields(RpcException error)
    {
        var status = Google.Rpc.Status.Parser.ParseFrom(error.Trailers.GetValueBytes("grpc-status-details-bin"));
        var fields = status.Details.Single(detail => detail.Is(Google.Rpc.BadRequest.Descriptor)).Unpack<Google.Rpc.BadRequest>().FieldViolations;
        fields.ShouldAllBe(violation => error.Status.Detail.Contains(violation.Field, StringComparison.Ordinal));
        return fields.Select(violation => violation.Field);
    }

    [Fact]
    public async Task Caller_OfAnotherOrganization_IsUnauthenticated()
    {
        var meridian = fixture.Consortium;
        var certificate = X509Certificate2.CreateFromPemFile(
            meridian.CallerCertificate(TestConsortium.Meridian, "underwriter"), meridian.CallerKey(TestConsortium.Meridian, "underwriter"));
        using var channel = GrpcChannel.ForAddress(meridian.Gateway(TestConsortium.Aurora), new GrpcChannelOptions
        {
            HttpHandler = meridian.Handler(TestConsortium.Aurora, certificate),
            DisposeHttpClient = true,
        });
        await new Consortium.ConsortiumClient(channel).GetRegistryAsync(new GetRegistryRequest())
            .ShouldBeRefusedAsync(StatusCode.Unauthenticated, "CERTIFICATE_UNTRUSTED");
    }

    [Fact]
    public async Task Caller_WithoutCertificate_IsUnauthenticated()
    {
        using var channel = GrpcChannel.ForAddress(fixture.Consortium.Gateway(TestConsortium.Aurora), new GrpcChannelOptions
        {
            HttpHandler = fixture.Consortium.Handler(TestConsortium.Aurora, (X509Certificate2?)null),
            DisposeHttpClient = true,
        });
        await new Consortium.ConsortiumClient(channel).GetRegistryAsync(new GetRegistryRequest())
            .ShouldBeRefusedAsync(StatusCode.Unauthenticated, "CERTIFICATE_MISSING");
    }

    [Fact]
    public async Task Caller_OfTheWrongRole_IsDenied() =>
        await new Claims.ClaimsClient(fixture.Consortium.Channel(TestConsortium.Aurora, "underwriter")).PayClaimAsync(new PayClaimRequest())
            .ShouldBeRefusedAsync(StatusCode.PermissionDenied, "ROLE_NOT_ALLOWED");

    [Fact]
    public async Task Reinsurer_SellsPolicies_IsDenied() =>
        await new Products.ProductsClient(fixture.Consortium.Channel(TestConsortium.Reinsurer, "admin")).PublishProductAsync(new PublishProductRequest())
            .ShouldBeRefusedAsync(StatusCode.PermissionDenied, "ORGANIZATION_KIND_NOT_ALLOWED");

    [Fact]
    public async Task Regulator_Writes_IsDenied() =>
        await new Oracles.OraclesClient(fixture.Consortium.Channel(TestConsortium.Regulator, "admin")).RegisterOracleAsync(new RegisterOracleRequest())
            .ShouldBeRefusedAsync(StatusCode.PermissionDenied, "REGULATOR_READ_ONLY");

    private async Task PostAsync(string method, string body, HttpStatusCode status, string code)
    {
        var role = method == "GetPolicy" ? "underwriter" : "finance";
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await fixture.Consortium.Http(TestConsortium.Aurora, role).PostAsync($"/insurance.v1.Policies/{method}", content);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        error.GetProperty("details")[0].GetProperty("reason").GetString().ShouldBe(code);
        error.GetProperty("message").GetString()!.ShouldContain(' ');
        response.StatusCode.ShouldBe(status);
    }
}
