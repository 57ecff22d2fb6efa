namespace Insurance.Gateway.Tests.Holder;

/// <summary>Staff make tokens; whoever has one reads what it is for, and nothing else.</summary>
public sealed class HolderApiTests
{
    private const string View = "/insurance.v1.Holders/GetHolderView";

    [Fact]
    public async Task View_OfAPolicy_SaysEverythingInPlainWords()
    {
        await using var server = await StartAsync();
        var token = await IssueAsync(server, new IssueHolderTokenRequest { PolicyId = "p-1" });

        var view = await new Holders.HoldersClient(server.Channel(null)).GetHolderViewAsync(new GetHolderViewRequest(), Bearer(token));

        view.Insurer.ShouldBe("Insurer One");
        view.Policy.Status.ShouldBe("In force: losses are covered from 1 January 2026, 12:00 UTC until before 1 January 2027, 12:00 UTC.");
        view.Policy.TermsSha256.ShouldBe(SampleBook.Terms);
        view.Policy.Coverages.Single().Terms.ShouldBe(
        [
            "Up to 100,000.00 DKK.",
            "Covers losses by fire or storm.",
            "Of each loss you bear the first 100.00 DKK yourself.",
            "Losses in the first 10 days after 1 January 2026, 12:00 UTC are not covered.",
        ]);
        view.Policy.Coverages.Single().Remaining.MinorUnits.ShouldBe(99_600_00);
        view.Policy.Premium[0].ShouldBe("The premium is 252.00 DKK in all.");
        view.Policy.Instalments.Select(part => part.Paid).ShouldBe([true, false]);
        view.Policy.Instalments[1].Sentence.ShouldContain("due on 29 June 2026, 12:00 UTC, not paid yet");
        view.Policy.Notes.ShouldBe(
            ["Report a loss within 30 days: a claim that comes later is looked at by a person first.", "Send with a claim: photo, bill."]);
        view.Claims.Select(claim => claim.ClaimId).ShouldBe(["c-2", "c-1"], ignoreOrder: true);
        var paid = view.Claims.Single(claim => claim.ClaimId == "c-1");
        paid.Decisions[^1].Sentence.ShouldBe("On 22 January 2026, 12:00 UTC 400.00 DKK were approved by a handler, and confirmed by a second one on 23 January 2026, 12:00 UTC.");
        paid.Decisions[^1].Reason.ShouldBe("the expert agrees");
        paid.Decisions[^1].AmountSteps.Select(step => step.Sentence).ShouldBe(
        [
            "Building: 500.00 DKK were claimed.",
            "Building: 400.00 DKK are left after what you bear of each loss.",
            "400.00 DKK were decided by a handler.",
        ]);
        paid.Payments.Single().Sentence.ShouldContain("400.00 DKK were paid on 23 January 2026, 12:00 UTC, 3 days after the claim was reported. Reference: bank 1.");
        paid.Appeal.ShouldContain("that is an appeal");
        view.Help.Count.ShouldBe(2);
    }

    [Fact]
    public async Task View_OfAPolicyThatWasChangedAndRenewed_SaysWhatHoldsNow()
    {
        await using var server = await StartAsync();
        server.Ledger.Answer("GetPolicy", call => FakeLedger.Request<GetPolicyRequest>(call).PolicyId == "p-next" ? SampleBook.CancelledRenewal() : SampleBook.Changed());
        server.Ledger.Answer("ListClaims", new ListClaimsResponse { Claims = { SampleBook.DeclinedAfterPayment() } });
        var token = await IssueAsync(server, new IssueHolderTokenRequest { PolicyId = "p-1" });

        var view = await new Holders.HoldersClient(server.Channel(null)).GetHolderViewAsync(new GetHolderViewRequest(), Bearer(token));

        view.Policy.Coverages.Single().SumInsured.MinorUnits.ShouldBe(100_000_00);
        view.Policy.Coverages.Single().Terms.Take(2).ShouldBe(["Up to 100,000.00 DKK.", "From 1 January 2126, 12:00 UTC on up to 200,000.00 DKK."]);
        view.Policy.Premium.ShouldBe(
        [
            "The premium is 300.00 DKK in all.",
            "Building costs 250.00 DKK before taxes.",
            "The tax \"insurance tax\" adds 2.00 DKK.",
            "The change from 1 January 2126, 12:00 UTC on adds 48.00 DKK, with taxes.",
        ]);
        view.Policy.Notes[^1].ShouldBe("Policy p-next was to continue it, and was cancelled before it began.");
        view.Claims.Single().Status.ShouldBe("400.00 DKK were paid; what is claimed beyond that was declined.");
        view.ToString().ShouldNotContain("stated: none");
        view.ToString().ShouldNotContain("0.1 C");
        view.ToString().ShouldNotContain("2026-01-19T");
    }

    [Fact]
    public async Task View_OfAnybody_LeavesOutWhatIsNotTheHolders()
    {
        await using var server = await StartAsync();
        var token = await IssueAsync(server, new IssueHolderTokenRequest { PolicyId = "p-1" });

        var answer = await (await PostAsync(server, token)).Content.ReadAsStringAsync();

        var view = HolderView.Parser.ParseJson(answer);
        SampleBook.NotForTheHolder.ShouldAllBe(text => !answer.Contains(text, StringComparison.OrdinalIgnoreCase));
        var fraud = view.Claims.Single(claim => claim.ClaimId == "c-2").Decisions.Single().Conditions.Single(condition => condition.Code == "NO_FRAUD_SIGNAL");
        fraud.Sentence.ShouldContain("never declines a claim");
        answer.ShouldNotContain("SAME_LOSS");
    }

    [Fact]
    public async Task View_OfAClaim_ShowsThatClaimAlone()
    {
        await using var server = await StartAsync();
        var token = await IssueAsync(server, new IssueHolderTokenRequest { ClaimId = "c-2" });

        var view = HolderView.Parser.ParseJson(await (await PostAsync(server, token)).Content.ReadAsStringAsync());

        view.Claims.ShouldHaveSingleItem().ClaimId.ShouldBe("c-2");
        view.Policy.PolicyId.ShouldBe("p-1");
        server.Ledger.Evaluated.ShouldAllBe(call => call.Transaction != "ListClaims");
        server.Ledger.Evaluated.Where(call => call.Transaction == "GetProduct").ShouldAllBe(call => call.Identity == "auditor");
    }

    [Fact]
    public async Task Token_WhereverItIsUsed_IsInNoLogAndNoAnswer()
    {
        await using var server = await StartAsync();
        var token = await IssueAsync(server, new IssueHolderTokenRequest { PolicyId = "p-1" });
        await PostAsync(server, token);
        await PostAsync(server, token[..^1]);
        server.Ledger.Fail("GetPolicy", LedgerFailure.Rejected);
        var failed = await PostAsync(server, token);

        failed.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var secret = token[17..37];
        server.LogLines.ShouldNotBeEmpty();
        server.LogLines.ShouldAllBe(line => !line.Contains(secret, StringComparison.Ordinal));
        (await failed.Content.ReadAsStringAsync()).ShouldNotContain(secret);
        (await Staff(server).ListHolderTokensAsync(new ListHolderTokensRequest())).ToString().ShouldNotContain(secret);
    }

    [Fact]
    public async Task Token_Revoked_OpensNothing()
    {
        await using var server = await StartAsync();
        var staff = Staff(server);
        var issued = await staff.IssueHolderTokenAsync(new IssueHolderTokenRequest { PolicyId = "p-1", Note = "by letter", ValidDays = 90 });

        var revoked = await staff.RevokeHolderTokenAsync(new RevokeHolderTokenRequest { TokenId = issued.Issued.TokenId });

        (revoked.RevokedBy, revoked.IssuedBy, revoked.Note).ShouldBe(("alice", "alice", "by letter"));
        (revoked.ExpiresAt - revoked.IssuedAt).ToTimeSpan().ShouldBe(TimeSpan.FromDays(90));
        (await PostAsync(server, issued.Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task List_Pages_HoldEveryTokenOnceNewestFirst()
    {
        await using var server = await StartAsync();
        var staff = Staff(server);
        var issued = new List<string>();
        for (var number = 0; number < 7; number++)
        {
            issued.Add((await staff.IssueHolderTokenAsync(new IssueHolderTokenRequest { PolicyId = "p-1" })).Issued.TokenId);
        }

        await staff.IssueHolderTokenAsync(new IssueHolderTokenRequest { ClaimId = "c-1" });
        var listed = new List<HolderToken>();
        var page = new ListHolderTokensResponse();
        do
        {
            page = await staff.ListHolderTokensAsync(new ListHolderTokensRequest { PolicyId = "p-1", PageSize = 3, PageToken = page.NextPageToken });
            page.Tokens.Count.ShouldBeLessThanOrEqualTo(3);
            listed.AddRange(page.Tokens);
        }
        while (page.NextPageToken.Length > 0);

        listed.Select(token => token.TokenId).ShouldBe(issued, ignoreOrder: true);
        listed.Select(token => token.IssuedAt.ToDateTime()).ShouldBeInOrder(SortDirection.Descending);
        (await staff.ListHolderTokensAsync(new ListHolderTokensRequest())).Tokens.Count.ShouldBe(8);
    }

    [Fact]
    public async Task Staff_BadInput_IsRefused()
    {
        await using var server = await StartAsync();
        var staff = Staff(server);
        Task Issue(IssueHolderTokenRequest request) => staff.IssueHolderTokenAsync(request).ResponseAsync;
        Task List(ListHolderTokensRequest request) => staff.ListHolderTokensAsync(request).ResponseAsync;

        await Issue(new()).ShouldBeAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT");
        await Issue(new() { PolicyId = "p-1", ClaimId = "c-1" }).ShouldBeAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT");
        await Issue(new() { PolicyId = "p-1", ValidDays = 91 }).ShouldBeAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT");
        await Issue(new() { PolicyId = "p-1", Note = "a\nb" }).ShouldBeAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT");
        await Issue(new() { PolicyId = "p-1", Note = new string('n', 201) }).ShouldBeAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT");
        await List(new() { PolicyId = "p-1", ClaimId = "c-1" }).ShouldBeAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT");
        await List(new() { PageSize = 1001 }).ShouldBeAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT");
        foreach (var page in new[] { "x", "!", Convert.ToBase64String("1 2 3"u8), Convert.ToBase64String("99999999999999999 a"u8) })
        {
            await List(new() { PageToken = page }).ShouldBeAsync(StatusCode.InvalidArgument, "INVALID_PAGE_TOKEN");
        }

        server.Ledger.Refuse("GetPolicy", "POLICY_NOT_FOUND", "There is no such policy.", "policyId");
        await Issue(new() { PolicyId = "p-9" }).ShouldBeAsync(StatusCode.NotFound, "POLICY_NOT_FOUND");
        (await staff.ListHolderTokensAsync(new ListHolderTokensRequest())).Tokens.ShouldBeEmpty();
    }

    [Fact]
    public async Task View_CertificateWithoutToken_IsRefused()
    {
        await using var server = await StartAsync();
        var token = await IssueAsync(server, new IssueHolderTokenRequest { PolicyId = "p-1" });

        await new Holders.HoldersClient(server.As("underwriter")).GetHolderViewAsync(new GetHolderViewRequest()).ResponseAsync
            .ShouldBeAsync(StatusCode.Unauthenticated, "HOLDER_TOKEN_INVALID");
        await new Holders.HoldersClient(server.As("holder")).GetHolderViewAsync(new GetHolderViewRequest()).ResponseAsync
            .ShouldBeAsync(StatusCode.Unauthenticated, "HOLDER_TOKEN_INVALID");
        (await new Holders.HoldersClient(server.As("finance")).GetHolderViewAsync(new GetHolderViewRequest(), Bearer(token))).Policy.PolicyId.ShouldBe("p-1");
    }

    internal static async Task<GatewayServer> StartAsync(
        HolderSettings? holders = null, TimeProvider? clock = null, TimeoutSettings? timeouts = null)
    {
        var server = await GatewayServer.StartAsync(holders: holders, clock: clock, timeouts: timeouts);
        SampleBook.Answer(server.Ledger);
        return server;
    }

    internal static async Task<string> IssueAsync(GatewayServer server, IssueHolderTokenRequest request) =>
        (await Staff(server).IssueHolderTokenAsync(request)).Token;

    private static Holders.HoldersClient Staff(GatewayServer server) => new(server.As("claims-handler"));

    private static Metadata Bearer(string token) => new() { { "authorization", "Bearer " + token } };

    private static Task<HttpResponseMessage> PostAsync(GatewayServer server, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, View) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return server.Http(null).SendAsync(request);
    }
}
