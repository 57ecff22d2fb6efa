namespace Insurance.Gateway.Tests;

/// <summary>Whoever sends a request learns in one answer all that is wrong with it, each with its field.</summary>
public sealed class ViolationTests
{
    [Fact]
    public async Task Request_ThatTheChaincodeFindsWrongInSeveralWays_IsReportedAll()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Refuse(
            "BindPolicy", "REQUIRED", "an id is required.", "policyId",
            new Violation("INVALID_ID", "quoteId", "an id is 1 to 64 of A-Z a-z 0-9 . _ -."), new Violation("REQUIRED", "cover.start", "the start of the period is required."));

        var error = await Should.ThrowAsync<RpcException>(
            () => new Policies.PoliciesClient(server.As("underwriter")).BindPolicyAsync(new BindPolicyRequest()).ResponseAsync);
        var json = await DetailsAsync(server, "/insurance.v1.Policies/BindPolicy", "{}");

        error.Status.Detail.ShouldBe(
            "policyId: an id is required. quoteId: an id is 1 to 64 of A-Z a-z 0-9 . _ -. cover.start: the start of the period is required.");
        error.Info().Reason.ShouldBe("REQUIRED");
        error.BadRequest()!.FieldViolations.Select(violation => (violation.Field, violation.Reason)).ShouldBe(
            [("policyId", "REQUIRED"), ("quoteId", "INVALID_ID"), ("cover.start", "REQUIRED")]);
        error.BadRequest()!.FieldViolations[2].Description.ShouldBe("cover.start: the start of the period is required.");
        json.GetProperty("field").GetString().ShouldBe("policyId");
        json.GetProperty("violations").EnumerateArray().Select(item => item.GetProperty("field").GetString()).ShouldBe(["policyId", "quoteId", "cover.start"]);
        json.GetProperty("violations")[1].GetProperty("reason").GetString().ShouldBe("INVALID_ID");
    }

    [Fact]
    public async Task Json_WrongInSeveralWays_IsReportedAll()
    {
        await using var server = await GatewayServer.StartAsync();
        const string body = """
            {"quoteID":"q","quote_id":7,"productVersion":-1,"cover":{"start":"tomorrow","begin":1},"coverages":[{"sumInsured":{"minorUnits":"1.5"}},3],
             "risk":{"roof":1},"holderId":null,"jurisdiction":["DK"]}
            """;

        var details = await DetailsAsync(server, "/insurance.v1.Quotes/RequestQuote", body);

        details.GetProperty("reason").GetString().ShouldBe("UNKNOWN_FIELD");
        details.GetProperty("violations").EnumerateArray().Select(item => $"{item.GetProperty("reason")} {item.GetProperty("field")}").ShouldBe(
        [
            "UNKNOWN_FIELD quoteID", "UNKNOWN_FIELD cover.begin", "MALFORMED_JSON quoteId", "MALFORMED_JSON productVersion", "MALFORMED_JSON cover.start",
            "MALFORMED_JSON coverages[0].sumInsured.minorUnits", "MALFORMED_JSON coverages[1]", "MALFORMED_JSON risk.roof", "MALFORMED_JSON jurisdiction",
        ]);
        details.GetProperty("violations")[4].GetProperty("description").GetString().ShouldBe("The value of 'cover.start' is not a time such as 2026-01-31T12:00:00Z.");
        server.Ledger.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Json_WithManyWrongValues_IsReportedTwentyAndHowManyMore()
    {
        await using var server = await GatewayServer.StartAsync();
        var body = "{" + string.Join(',', Enumerable.Range(0, 5000).Select(number => $"\"unknown{number}\":[]")) + "}";
        using var response = await PostAsync(server, "/insurance.v1.Quotes/RequestQuote", body);

        var text = await response.Content.ReadAsStringAsync();

        text.ShouldContain("unknown19");
        text.ShouldNotContain("unknown20");
        text.Length.ShouldBeLessThan(8192);
    }

    [Fact]
    public async Task PersonalData_WrongInSeveralWays_IsReportedAll()
    {
        await using var server = await GatewayServer.StartAsync();

        var details = await DetailsAsync(
            server, "/insurance.v1.Parties/RegisterParty", """{"partyId":"a b","personalData":{"dateOfBirth":"1.1.1980","email":"\u0007"}}""");

        details.GetProperty("violations").EnumerateArray().Select(item => item.GetProperty("field").GetString()).ShouldBe(
            ["requestId", "partyId", "personalData.fullName", "personalData.dateOfBirth", "personalData.email"]);
    }

    [Theory]
    [InlineData("Holders/IssueHolderToken", """{"validDays":9999,"note":"a\nb"}""", new[] { "policyId", "note", "validDays" })]
    [InlineData("Holders/ListHolderTokens", """{"policyId":"p","claimId":"c","pageSize":99999,"pageToken":"?"}""", new[] { "policyId", "pageSize", "pageToken" })]
    [InlineData("Parties/VerifyPersonalData", """{"salt":"AAAA"}""", new[] { "personalData", "salt" })]
    [InlineData("Ledger/ExportAudit", """{"from":"2100-01-01T00:00:00Z","to":"2099-01-01T00:00:00Z","fromBlock":"5","toBlock":"3"}""", new[] { "to", "from", "fromBlock", "toBlock" })]
    public async Task Request_ThatTheGatewayItselfChecks_IsReportedAll(string method, string body, string[] fields)
    {
        await using var server = await GatewayServer.StartAsync();

        var details = await DetailsAsync(server, "/insurance.v1." + method, body, method.StartsWith("Ledger", StringComparison.Ordinal) ? "auditor" : "underwriter");

        details.GetProperty("violations").EnumerateArray().Select(item => item.GetProperty("field").GetString()).ShouldBe(fields);
    }

    [Theory]
    [InlineData("policyId", "There is none.", "policyId: There is none.")]
    [InlineData("policyId", "Either policyId or claimId is needed.", "Either policyId or claimId is needed.")]
    [InlineData("to", "It belongs to them.", "to: It belongs to them.")]
    [InlineData("to", "The value of 'to' is no time.", "The value of 'to' is no time.")]
    [InlineData("id", "No valid id.", "id: No valid id.")]
    [InlineData("cover.end", "cover.endless", "cover.end: cover.endless")]
    [InlineData("", "It failed.", "It failed.")]
    public void Sentence_OfAField_NamesIt(string field, string message, string sentence) =>
        new ApiException("CODE", StatusCode.InvalidArgument, message, field).Message.ShouldBe(sentence);

    private static async Task<JsonElement> DetailsAsync(GatewayServer server, string path, string body, string role = "underwriter")
    {
        using var response = await PostAsync(server, path, body, role);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("details")[0];
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayServer server, string path, string body, string role = "underwriter") =>
        server.Http(server.Certificates.Caller("alice", role)).PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
}
