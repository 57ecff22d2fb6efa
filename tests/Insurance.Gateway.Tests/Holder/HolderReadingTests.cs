using System.Xml.Linq;

namespace Insurance.Gateway.Tests.Holder;

/// <summary>The page while it is open: its session, its language and its time zone.</summary>
public sealed class HolderReadingTests
{
    private const string Page = "/holder";

    [Fact]
    public async Task Session_AfterTheCode_ShowsThePageUntilItIsLeft()
    {
        await using var server = await HolderApiTests.StartAsync();
        var browser = server.Http(null);
        var shown = await EnterAsync(server, browser, "p-1");
        Title(await ReadAsync(await browser.GetAsync(Page))).ShouldBe("Policy p-1 – Insurer One");
        var form = shown.Descendants("form").Single();
        (form.Attribute("method")!.Value, form.Attribute("action")!.Value).ShouldBe(("post", "/holder/logout"));

        var left = await browser.PostAsync("/holder/logout", null);

        (await ReadAsync(left)).Descendants("p").Single(line => line.Attribute("role")?.Value == "status").Value.ShouldStartWith("You are logged out.");
        left.RequestMessage!.RequestUri!.Query.ShouldBe("?left");
        Title(await ReadAsync(await browser.GetAsync(Page))).ShouldBe("Your policy with Insurer One");
    }

    [Fact]
    public async Task Cookie_OfASession_IsForThisHostAndItsPagesAlone()
    {
        await using var server = await HolderApiTests.StartAsync();
        var token = await HolderApiTests.IssueAsync(server, new IssueHolderTokenRequest { PolicyId = "p-1" });
        using var browser = new HttpClient(server.PlainHandler()) { BaseAddress = server.Endpoint };

        var entered = await browser.PostAsync(Page, new FormUrlEncodedContent([new("token", token)]));

        entered.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var cookie = entered.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith("__Host-holder-InsurerOneMSP=");
        cookie.Split("; ")[1..].ShouldBe(["path=/", "secure", "samesite=strict", "httponly"], ignoreOrder: true);
        cookie.ShouldNotContain(token[..16]);
        cookie.ShouldNotContain(token[17..]);

        using var leave = new HttpRequestMessage(HttpMethod.Post, "/holder/logout") { Headers = { { "Cookie", cookie.Split(';')[0] } } };
        var left = await browser.SendAsync(leave);
        left.Headers.GetValues("Set-Cookie").Single().ShouldContain("expires=Thu, 01 Jan 1970");
        left.Headers.GetValues("Clear-Site-Data").Single().ShouldBe("\"cache\"");
        using var again = new HttpRequestMessage(HttpMethod.Get, Page) { Headers = { { "Cookie", cookie.Split(';')[0] } } };
        (await browser.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "the session has ended at the gateway too");
    }

    [Fact]
    public async Task Session_OfARevokedToken_HasEnded()
    {
        await using var server = await HolderApiTests.StartAsync();
        var staff = new Holders.HoldersClient(server.As("claims-handler"));
        var issued = await staff.IssueHolderTokenAsync(new IssueHolderTokenRequest { PolicyId = "p-1" });
        var browser = server.Http(null);
        await browser.PostAsync(Page, new FormUrlEncodedContent([new("token", issued.Token)]));

        await staff.RevokeHolderTokenAsync(new RevokeHolderTokenRequest { TokenId = issued.Issued.TokenId });

        (await browser.GetAsync(Page)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetAsync(Page)).StatusCode.ShouldBe(HttpStatusCode.OK, "the cookie was taken back, and the form is asked with");
    }

    [Fact]
    public async Task Session_LeftAlone_EndsAndSaysSo()
    {
        var clock = new MovableTime(DateTimeOffset.UtcNow);
        await using var server = await HolderApiTests.StartAsync(clock: clock);
        var browser = server.Http(null);
        await EnterAsync(server, browser, "p-1");

        clock.Move(HolderSessions.Idle);

        var page = await ReadAsync(await browser.GetAsync(Page));
        Title(page).ShouldBe("Error: Your session has ended – Your policy with Insurer One");
        page.Descendants("div").ShouldContain(element => element.Attribute("role") != null && element.Attribute("role")!.Value == "alert");
    }

    [Fact]
    public async Task Cookies_Refused_AreSpokenOf()
    {
        await using var server = await HolderApiTests.StartAsync();

        var page = await ReadAsync(await server.Http(null).GetAsync(Page + "?entered"));

        page.Descendants("div").Single(element => element.Attribute("role")?.Value == "alert").Value.ShouldContain("your browser keeps no cookies");
    }

    [Theory]
    [InlineData("DK", "", "zh-CN, en;q=0.5", "zh-Hans", "2026年1月1日 13:00（UTC+1）")]
    [InlineData("DK", "", "da", "en", "1 January 2026, 13:00 UTC+1")]
    [InlineData("DK", "?lang=en", "zh-CN", "en", "1 January 2026, 13:00 UTC+1")]
    [InlineData("CN", "", "en", "zh-Hans", "北京时间2026年1月1日 20:00")]
    [InlineData("CN", "?lang=en", "zh", "en", "1 January 2026, 20:00 Beijing time")]
    [InlineData("US", "", "zh", "en", "1 January 2026, 07:00 UTC-5")]
    [InlineData("US", "?lang=none", "zh", "en", "1 January 2026, 07:00 UTC-5")]
    public async Task Language_AndZone_AreThoseOfThePolicyUnlessOthersAreChosen(string jurisdiction, string query, string accepted, string language, string time)
    {
        await using var server = await HolderApiTests.StartAsync(new HolderSettings { TimeZone = "America/New_York" });
        server.Ledger.Answer("GetPolicy", _ => SampleBook.Policy("p-1", jurisdiction));
        var browser = server.Http(null);
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd(accepted);

        var page = await EnterAsync(server, browser, "p-1", query);

        page.Root!.Attribute("lang")!.Value.ShouldBe(language);
        page.Descendants("main").Single().Elements("p").First().Value.ShouldContain(time);
        page.Descendants("nav").Single().Elements("span").Single().Attribute("lang")!.Value.ShouldBe(language);
        page.Descendants("nav").Single().Elements("a").Single().Attribute("href")!.Value.ShouldBe($"/holder?lang={(language == "en" ? "zh-Hans" : "en")}");
    }

    [Fact]
    public async Task Language_OfTheForm_IsThatOfTheBrowserOrTheChosen()
    {
        await using var server = await HolderApiTests.StartAsync();
        var browser = server.Http(null);
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh-CN");

        var page = await ReadAsync(await browser.GetAsync(Page));
        page.Root!.Attribute("lang")!.Value.ShouldBe("zh-Hans");
        page.Descendants("label").Single().Value.ShouldBe("您收到的访问码");
        var chosen = await ReadAsync(await browser.GetAsync(Page + "?lang=en"));
        chosen.Descendants("form").Single().Attribute("action")!.Value.ShouldBe("/holder?lang=en");
        var refused = await browser.PostAsync(Page, new FormUrlEncodedContent([new("token", "x")]));
        refused.Content.Headers.ContentLanguage.ShouldBe(["zh-Hans"]);
        Title(await ReadAsync(refused)).ShouldBe("错误：访问码无效 – 您在Insurer One的保单");
    }

    [Fact]
    public async Task Chinese_Page_HasNoEnglishButWhatTheInsurerWrote()
    {
        await using var server = await HolderApiTests.StartAsync(new HolderSettings
        {
            Languages = new Dictionary<string, HolderPhrases> { ["zh-Hans"] = new("理赔热线 95500", "可向监管机关投诉。") },
        });
        server.Ledger.Answer("GetPolicy", _ => SampleBook.Policy("p-1", "CN"));
        server.Ledger.Answer("ListClaims", new ListClaimsResponse { Claims = { SampleBook.DeclinedAfterPayment() } });

        var page = await EnterAsync(server, server.Http(null), "p-1");

        var text = string.Join('\n', page.Descendants("main").Single().DescendantNodes().OfType<XText>().Select(node => node.Value));
        text.ShouldContain("保障有效：北京时间2026年1月1日 20:00起至北京时间2027年1月1日 20:00前发生的损失可获得保障。");
        text.ShouldContain("理赔热线 95500");
        string[] data =
        [
            "House <& garden>", "Building", "fire in the kitchen", "fire", "storm", "photo", "bill", "insurance tax", "bank 1", "the expert agrees", "temperature",
            "DKK", "SHA-256", "Asia/Shanghai", "UTC", "p-1", "c-1", SampleBook.Terms, "°C",
        ];
        foreach (var word in data.OrderByDescending(word => word.Length))
        {
            text = text.Replace(word, "", StringComparison.Ordinal);
        }

        text.ShouldAllBe(letter => !char.IsAsciiLetter(letter), text);
    }

    [Fact]
    public async Task Terms_WithAnAddress_AreLinkedTo()
    {
        await using var server = await HolderApiTests.StartAsync(new HolderSettings { TermsAddress = "https://aurora.example/terms/{productId}-{version}-{sha256}.pdf?a=\"b\"" });

        var page = await EnterAsync(server, server.Http(null), "p-1");

        page.Descendants("main").Single().Descendants("a").Single().Attribute("href")!.Value
            .ShouldBe($"https://aurora.example/terms/house-1-{SampleBook.Terms}.pdf?a=\"b\"");
    }

    [Fact]
    public async Task Api_WithALanguage_SpeaksItAndRefusesOthers()
    {
        await using var server = await HolderApiTests.StartAsync();
        var token = await HolderApiTests.IssueAsync(server, new IssueHolderTokenRequest { ClaimId = "c-1" });
        var client = new Holders.HoldersClient(server.Channel(null));
        Grpc.Core.Metadata bearer = new() { { "authorization", "Bearer " + token } };

        var view = await client.GetHolderViewAsync(new GetHolderViewRequest { Language = "zh-CN" }, bearer);

        (view.Language, view.TimeZone, view.Claims.Single().Status).ShouldBe(("zh-Hans", "UTC", "已赔付，共计 400.00 DKK。"));
        (await client.GetHolderViewAsync(new GetHolderViewRequest { AcceptLanguage = "zh" }, bearer)).Language.ShouldBe("zh-Hans");
        (await client.GetHolderViewAsync(new GetHolderViewRequest(), bearer)).Language.ShouldBe("en");
        await client.GetHolderViewAsync(new GetHolderViewRequest { Language = "da" }, bearer).ResponseAsync.ShouldBeAsync(Grpc.Core.StatusCode.InvalidArgument, "INVALID_ARGUMENT");
        await client.GetHolderViewAsync(new GetHolderViewRequest { AcceptLanguage = new string('a', 1_001) }, bearer).ResponseAsync
            .ShouldBeAsync(Grpc.Core.StatusCode.InvalidArgument, "INVALID_ARGUMENT");
    }

    private static async Task<XDocument> EnterAsync(GatewayServer server, HttpClient browser, string policyId, string query = "")
    {
        var token = await HolderApiTests.IssueAsync(server, new IssueHolderTokenRequest { PolicyId = policyId });
        var response = await browser.PostAsync(Page + query, new FormUrlEncodedContent([new("token", token)]));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await ReadAsync(response);
    }

    private static async Task<XDocument> ReadAsync(HttpResponseMessage response) => HolderPageTests.Document(await response.Content.ReadAsStringAsync());

    private static string Title(XDocument page) => page.Descendants("title").Single().Value;
}
