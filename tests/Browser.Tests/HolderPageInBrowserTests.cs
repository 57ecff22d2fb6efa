using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using UglyToad.PdfPig;

namespace Browser.Tests;

/// <summary>The holder's page in Chromium, on a telephone and on a desk, in each language.</summary>
public sealed class HolderPageInBrowserTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const int LargestPage = 48 * 1024;

    [BrowserTheory]
    [InlineData("en", 390)]
    [InlineData("en", 1280)]
    [InlineData("zh-CN", 390)]
    [InlineData("zh-CN", 1280)]
    public async Task Page_OnEachScreen_IsReadableWithoutScrollingAside(string language, int width)
    {
        var page = await fixture.ReadAsync(language, width);

        (await page.OverflowAsync()).ShouldBeLessThanOrEqualTo(0);
        (await page.BrokenWordsAsync()).ShouldBeEmpty();
        (await page.Locator("html").GetAttributeAsync("lang")).ShouldBe(language == "en" ? "en" : "zh-Hans");
        if (width < 1280)
        {
            // A telephone shows little at a time: the claim with its table.
            await page.EvaluateAsync("() => document.querySelector('caption').scrollIntoView()");
        }

        await SaveAsync(await page.ScreenshotAsync(), $"holder-{(language == "en" ? "en" : "zh")}-{width}.png");

        // The measure sees what is broken.
        await page.AddRulesAsync("td { display: block; width: 2ch; overflow-wrap: anywhere; }", "main { width: 3000px; }");
        (await page.BrokenWordsAsync()).ShouldNotBeEmpty();
        (await page.OverflowAsync()).ShouldBeGreaterThan(0);
    }

    [BrowserTheory]
    [InlineData("en", 390, ColorScheme.Light)]
    [InlineData("en", 1280, ColorScheme.Dark)]
    [InlineData("zh-CN", 390, ColorScheme.Dark)]
    [InlineData("zh-CN", 1280, ColorScheme.Light)]
    public async Task Page_InEachLanguage_IsAccessible(string language, int width, ColorScheme colors)
    {
        var view = await fixture.ReadAsync(language, width, colors);
        Reported(await view.RunAxe()).ShouldBeEmpty();
        (await view.GetByRole(AriaRole.Table).First.GetByRole(AriaRole.Columnheader).CountAsync()).ShouldBe(3, "it is a table also where it is laid out as blocks");

        var form = await fixture.OpenAsync(language, width, colors);
        await form.GotoAsync(fixture.Page.ToString());
        Reported(await form.RunAxe()).ShouldBeEmpty();
        await form.GotoAsync($"{fixture.Page}#wrong");
        await form.WaitForSelectorAsync("[role=alert]");
        Reported(await form.RunAxe()).ShouldBeEmpty();
    }

    [BrowserTheory]
    [InlineData("en", "Error: The access code is not valid – Your policy with Insurer One", "The access code is not valid")]
    [InlineData("zh-CN", "错误：访问码无效 – 您在Insurer One的保单", "访问码无效")]
    public async Task WrongCode_IsReportedInTheTitleAndAsAnAlert(string language, string title, string alert)
    {
        var page = await fixture.OpenAsync(language);
        await page.GotoAsync(fixture.Page.ToString());

        await page.FillAsync("#token", "0123456789abcdef.wrong");
        await page.ClickAsync("main button");
        await page.WaitForSelectorAsync("[role=alert]");

        (await page.TitleAsync()).ShouldBe(title);
        (await page.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldContain(alert);
        (await page.Locator("#token").GetAttributeAsync("aria-invalid")).ShouldBe("true");
    }

    [BrowserFact]
    public async Task LogOut_EndsTheSessionAndLeavesNothingBehind()
    {
        var page = await fixture.ReadAsync("en", 1280);
        page.Url.ShouldNotContain("#");
        await page.ReloadAsync();
        (await page.TitleAsync()).ShouldBe("Policy P-2026-0471 – Insurer One");

        await page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await page.WaitForSelectorAsync("[role=status]");

        (await page.Context.CookiesAsync()).ShouldBeEmpty();
        await page.GoBackAsync();
        (await page.ContentAsync()).ShouldNotContain("P-2026-0471");
        await page.GotoAsync(fixture.Page.ToString());
        (await page.TitleAsync()).ShouldBe("Your policy with Insurer One");
    }

    [BrowserFact]
    public async Task Switch_OfTheLanguage_KeepsThePageOpen()
    {
        var page = await fixture.ReadAsync("en", 390);

        await page.GetByRole(AriaRole.Link, new() { Name = "简体中文" }).ClickAsync();
        await page.WaitForURLAsync("**/holder?lang=zh-Hans");

        (await page.TitleAsync()).ShouldBe("保单 P-2026-0471 – Insurer One");
        (await page.OverflowAsync()).ShouldBeLessThanOrEqualTo(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await page.WaitForURLAsync("**/holder?lang=en");
        (await page.TitleAsync()).ShouldBe("Policy P-2026-0471 – Insurer One");
    }

    [BrowserFact]
    public async Task Link_WithAnotherCode_OpensItAndLeavesTheAddress()
    {
        var page = await fixture.ReadAsync("en", 1280);

        await page.EvaluateAsync("code => { location.hash = code; }", await fixture.IssueAsync("zh-CN"));
        await page.Locator("h1", new() { HasText = "P-2026-3301" }).WaitForAsync();

        page.Url.ShouldNotContain("#");
        await page.Locator(".skip").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**#content");
        await page.ReloadAsync();
        (await page.TitleAsync()).ShouldContain("P-2026-3301", customMessage: "the link to the content is no code");
    }

    [BrowserFact]
    public async Task Page_LoadsLittleAndNothingOfOthers()
    {
        var page = await fixture.OpenAsync("zh-CN");
        var (addresses, complaints, size) = (new List<Uri>(), new List<string>(), 0);
        page.Request += (_, request) => addresses.Add(new Uri(request.Url));
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);

        await page.GotoAsync($"{fixture.Page}#{await fixture.IssueAsync("zh-CN")}");
        await page.WaitForSelectorAsync("table");
        foreach (var path in new[] { "", "/holder.css", "/holder.js" })
        {
            size += (await (await page.Context.APIRequest.GetAsync(fixture.Page + path)).BodyAsync()).Length;
        }

        addresses.ShouldNotBeEmpty();
        addresses.ShouldAllBe(address => address.Authority == fixture.Page.Authority);
        complaints.ShouldBeEmpty("as of the content security policy");
        size.ShouldBeInRange(1, LargestPage);
    }

    [BrowserTheory]
    [InlineData("en")]
    [InlineData("zh-CN")]
    public async Task Print_EveryPage_NamesThePolicy(string language)
    {
        var page = await fixture.ReadAsync(language, 1280);

        using var printed = PdfDocument.Open(await page.PdfAsync(new PagePdfOptions { Format = "A5" }));

        printed.NumberOfPages.ShouldBeGreaterThan(1);
        printed.GetPages().ShouldAllBe(sheet => sheet.Text.Contains(ShownBook.PolicyOf(language), StringComparison.Ordinal) && sheet.Text.Contains("Insurer One", StringComparison.Ordinal));
        printed.GetPages().ShouldAllBe(sheet => !sheet.Text.Contains("Log out", StringComparison.Ordinal) && !sheet.Text.Contains("退出", StringComparison.Ordinal));
    }

    private static List<string> Reported(AxeResult result) =>
        [.. result.Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}")];

    // For docs/use/holder-access.md; only where somebody asks for them.
    private static async Task SaveAsync(byte[] picture, string name)
    {
        picture.Length.ShouldBeGreaterThan(10_000);
        if (Environment.GetEnvironmentVariable("HOLDER_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name), picture);
        }
    }
}
