using System.Xml.Linq;

namespace Insurance.Gateway.Tests.Holder;

/// <summary>The holder's page, as a browser without scripts and without a certificate sees it.</summary>
public sealed partial class HolderPageTests
{
    private const string Page = "/holder";

    [Fact]
    public async Task Get_WithoutToken_AsksForIt()
    {
        await using var server = await HolderApiTests.StartAsync();

        var response = await server.Http(null).GetAsync(Page);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var form = Document(await response.Content.ReadAsStringAsync()).Descendants("form").Single();
        (form.Attribute("method")!.Value, form.Attribute("action")!.Value).ShouldBe(("post", Page));
        form.Descendants("label").Single().Attribute("for")!.Value.ShouldBe(form.Descendants("input").Single().Attribute("id")!.Value);
    }

    [Fact]
    public async Task Post_Token_ShowsPolicyClaimsAndReasonsEscaped()
    {
        await using var server = await HolderApiTests.StartAsync();
        var token = await HolderApiTests.IssueAsync(server, new IssueHolderTokenRequest { PolicyId = "p-1" });

        var response = await PostAsync(server, token);

        var text = await response.Content.ReadAsStringAsync();
        var page = Document(text);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Descendants("h1").Single().Value.ShouldBe("House <& garden>: policy p-1");
        page.Descendants("h3").Select(head => head.Value).ShouldBe(["Building", "Claim c-1", "Claim c-2"], ignoreOrder: true);
        page.Descendants("th").ShouldAllBe(cell => cell.Attribute("scope") != null);
        page.Descendants("caption").ShouldHaveSingleItem();
        page.Root!.Attribute("lang")!.Value.ShouldBe("en");
        page.Descendants("title").Single().Value.ShouldBe("Policy p-1 – Insurer One");
        page.Descendants("header").Single().Elements("p").Select(line => line.Value).ShouldBe(["Insurer One", "House <& garden>: policy p-1"], "printed on every page");
        page.Descendants("p").Select(line => line.Value).ShouldContain("You get the terms document from your insurer.");
        page.Descendants("code").Single().Value.ShouldBe(SampleBook.Terms);
        page.Descendants("main").ShouldHaveSingleItem();
        text.ShouldNotContain(token[17..]);
        SampleBook.NotForTheHolder.ShouldAllBe(hidden => !text.Contains(hidden, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Post_TokenOfACancelledPolicy_ListsNothingAsCovered()
    {
        await using var server = await HolderApiTests.StartAsync();
        server.Ledger.Answer("GetPolicy", _ => SampleBook.CancelledRenewal());
        var token = await HolderApiTests.IssueAsync(server, new IssueHolderTokenRequest { PolicyId = "p-next" });

        var page = Document(await (await PostAsync(server, token)).Content.ReadAsStringAsync());

        page.Descendants("h2").Select(head => head.Value).ShouldBe(["Premium", "About the policy", "Terms", "Claims", "Questions and complaints"]);
        page.Descendants("h3").Select(head => head.Value).ShouldAllBe(head => head.StartsWith("Claim "));
    }

    [Fact]
    public async Task Get_WithTheHeader_ShowsTheSame()
    {
        await using var server = await HolderApiTests.StartAsync();
        var token = await HolderApiTests.IssueAsync(server, new IssueHolderTokenRequest { ClaimId = "c-2" });
        using var request = new HttpRequestMessage(HttpMethod.Get, Page);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        var text = await (await server.Http(null).SendAsync(request)).Content.ReadAsStringAsync();

        Document(text).Descendants("h3").Select(head => head.Value).ShouldBe(["Building", "Claim c-2"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("<script>alert(1)</script>")]
    public async Task Post_WrongToken_AsksAgainAndRepeatsNothing(string token)
    {
        await using var server = await HolderApiTests.StartAsync();

        var response = await PostAsync(server, token);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var text = await response.Content.ReadAsStringAsync();
        var page = Document(text);
        page.Descendants("div").Single(element => element.Attribute("role")?.Value == "alert").Value.ShouldContain("not valid");
        page.Descendants("title").Single().Value.ShouldBe("Error: The access code is not valid – Your policy with Insurer One");
        page.Descendants("input").Single().Attribute("aria-describedby")!.Value.ShouldBe("problem");
        text.ShouldNotContain("alert(1)");
        server.LogLines.ShouldAllBe(line => token.Length == 0 || !line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_WhatIsNoForm_IsRefused()
    {
        await using var server = await HolderApiTests.StartAsync();

        (await server.Http(null).PostAsync(Page, new StringContent("token=x"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(server, new string('x', 10_000))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await server.Http(null).PutAsync(Page, null)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Post_TooOften_IsRefused()
    {
        await using var server = await HolderApiTests.StartAsync(new HolderSettings { RequestsPerMinute = 3 });
        var statuses = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            statuses.Add((await PostAsync(server, "guess")).StatusCode);
        }

        statuses[..3].ShouldAllBe(status => status == HttpStatusCode.Unauthorized);
        statuses[3].ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Page_WhenTheLedgerFails_SaysSoAndNothingInternal()
    {
        await using var server = await HolderApiTests.StartAsync();
        var token = await HolderApiTests.IssueAsync(server, new IssueHolderTokenRequest { PolicyId = "p-1" });
        server.Ledger.Fail("ListClaims", LedgerFailure.Unavailable);

        var response = await PostAsync(server, token);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("peer0");
    }

    [Theory]
    [InlineData("/holder", "text/html", "no-store")]
    [InlineData("/holder/holder.css", "text/css", "no-cache")]
    [InlineData("/holder/holder.js", "text/javascript", "no-cache")]
    public async Task Files_Each_AreConfinedToThisOrigin(string path, string type, string cache)
    {
        await using var server = await HolderApiTests.StartAsync();

        var response = await server.Http(null).GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldBe(
            "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        response.Headers.CacheControl!.ToString().ShouldBe(cache);
        response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        response.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldNotContain("http:");
        text.ShouldNotContain("style=");
        text.ShouldNotContain("onclick");
    }

    [Theory]
    [InlineData(OrganizationKind.Reinsurer)]
    [InlineData(OrganizationKind.Regulator)]
    public async Task Page_OfWhoHasNoPolicyholders_IsNotThere(OrganizationKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);

        (await server.Http(null).GetAsync(Page)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    internal static Task<HttpResponseMessage> PostAsync(GatewayServer server, string token) =>
        server.Http(null).PostAsync(Page, new FormUrlEncodedContent([new("token", token)]));

    // The page is also well-formed XML but for its void elements and bare attributes.
    internal static XDocument Document(string html) => XDocument.Parse(
        VoidElement().Replace(
            html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)
                .Replace(" required ", " ", StringComparison.Ordinal)
                .Replace(" defer>", ">", StringComparison.Ordinal),
            "<$1/>"));

    [GeneratedRegex("<((?:meta|link|input)[^>]*)>")]
    private static partial Regex VoidElement();
}
