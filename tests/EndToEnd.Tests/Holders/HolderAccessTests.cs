using Client = Insurance.V1.Holders.HoldersClient;

namespace EndToEnd.Tests.Holders;

/// <summary>A policyholder without a certificate reads its policy, and nothing else.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class HolderAccessTests(ConsortiumFixture fixture)
{
    [Fact]
    public async Task Token_OfAPolicy_OpensItAtItsInsurerUntilItIsRevoked()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await book.BindAsync();
        var claim = await book.Claims.SubmitClaimAsync(book.Claim(policy));
        var staff = new Client(book.As("claims-handler"));
        var issued = await staff.IssueHolderTokenAsync(new IssueHolderTokenRequest { PolicyId = policy.PolicyId, ValidDays = 1 });
        using var own = Stranger(TestConsortium.Aurora);
        using var other = Stranger(TestConsortium.Meridian);

        var view = await new Client(own).GetHolderViewAsync(new GetHolderViewRequest(), Bearer(issued.Token));

        view.Policy.PolicyId.ShouldBe(policy.PolicyId);
        view.Policy.TermsSha256.ShouldBe(policy.TermsSha256);
        var reported = view.Claims.ShouldHaveSingleItem();
        reported.ClaimId.ShouldBe(claim.ClaimId);
        reported.Status.ShouldStartWith("Paid: ");
        reported.Decisions.Single().Conditions.Count.ShouldBe(claim.Decisions.Single().Conditions.Count);
        reported.Decisions.Single().AmountSteps.Select(step => step.Amount).ShouldBe(claim.Decisions.Single().AmountSteps.Select(step => step.Amount));
        reported.Payments.Single().Amount.ShouldBe(claim.Payments.Single().Amount);
        await new Policies.PoliciesClient(own).GetPolicyAsync(new GetPolicyRequest { PolicyId = policy.PolicyId }, Bearer(issued.Token))
            .ShouldBeRefusedAsync(StatusCode.Unauthenticated, "CERTIFICATE_MISSING");
        await new Client(other).GetHolderViewAsync(new GetHolderViewRequest(), Bearer(issued.Token))
            .ShouldBeRefusedAsync(StatusCode.Unauthenticated, "HOLDER_TOKEN_INVALID");
        FileSearch.Holding(fixture.Consortium.Home, issued.Issued.TokenId).ShouldNotBeEmpty("the gateway keeps the token's id");
        FileSearch.Holding(fixture.Consortium.Home, issued.Token[17..]).ShouldBeEmpty();

        await staff.RevokeHolderTokenAsync(new RevokeHolderTokenRequest { TokenId = issued.Issued.TokenId });
        await new Client(own).GetHolderViewAsync(new GetHolderViewRequest(), Bearer(issued.Token))
            .ShouldBeRefusedAsync(StatusCode.Unauthenticated, "HOLDER_TOKEN_INVALID");
    }

    [Fact]
    public async Task Page_WithTheTokenInAForm_ShowsTheClaim()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var claim = await book.Claims.SubmitClaimAsync(book.Claim(await book.BindAsync()));
        var issued = await new Client(book.As("underwriter")).IssueHolderTokenAsync(new IssueHolderTokenRequest { ClaimId = claim.ClaimId });
        using var browser = new HttpClient(fixture.Consortium.Handler(TestConsortium.Aurora, (X509Certificate2?)null))
        {
            BaseAddress = fixture.Consortium.Gateway(TestConsortium.Aurora),
        };

        var shown = await browser.PostAsync("/holder", new FormUrlEncodedContent([new("token", issued.Token)]));

        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await shown.Content.ReadAsStringAsync()).ShouldContain($"Claim {claim.ClaimId}");
        (await browser.PostAsync("/holder", new FormUrlEncodedContent([new("token", issued.Token[..^1])]))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Page_OnItsOwnPort_ShowsThePolicyAndHasNoMethodOfTheApi()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await book.BindAsync();
        var issued = await new Client(book.As("underwriter")).IssueHolderTokenAsync(new IssueHolderTokenRequest { PolicyId = policy.PolicyId });
        using var settings = JsonDocument.Parse(await File.ReadAllTextAsync(fixture.Consortium.GatewayConfiguration(TestConsortium.Aurora)));
        var listen = settings.RootElement.GetProperty("Gateway").GetProperty("Holders").GetProperty("Listen").GetString()!;
        using var browser = new HttpClient(fixture.Consortium.Handler(TestConsortium.Aurora, (X509Certificate2?)null))
        {
            BaseAddress = new UriBuilder(fixture.Consortium.Gateway(TestConsortium.Aurora)) { Port = int.Parse(listen.Split(':')[^1], CultureInfo.InvariantCulture) }.Uri,
        };

        var shown = await (await browser.PostAsync("/holder?lang=zh", new FormUrlEncodedContent([new("token", issued.Token)]))).Content.ReadAsStringAsync();

        shown.ShouldContain("<html lang=\"zh-Hans\">");
        shown.ShouldContain($"保单 {policy.PolicyId}");
        using var request = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        (await browser.PostAsync("/insurance.v1.Holders/GetHolderView", request)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static Metadata Bearer(string token) => new() { { "authorization", "Bearer " + token } };

    private GrpcChannel Stranger(string mspId) => GrpcChannel.ForAddress(
        fixture.Consortium.Gateway(mspId),
        new GrpcChannelOptions { HttpHandler = fixture.Consortium.Handler(mspId, (X509Certificate2?)null), DisposeHttpClient = true });
}
