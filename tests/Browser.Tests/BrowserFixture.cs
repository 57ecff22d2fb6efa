using Insurance.Gateway.Foundation.Settings;
using Insurance.Gateway.Tests.Support;
using Insurance.V1;

namespace Browser.Tests;

/// <summary>A gateway over real TLS with a listener for policyholders, and a browser.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private GatewayServer? _server;

    /// <summary>Where the page is.</summary>
    public Uri Page => new(_server!.HolderEndpoint, "/holder");

    public async Task InitializeAsync()
    {
        if (Chromium.Program is not { } program)
        {
            return;
        }

        _server = await GatewayServer.StartAsync(holders: new HolderSettings { Listen = ListenAddress.Parse("127.0.0.1:0"), RequestsPerMinute = 100_000 });
        ShownBook.Answer(_server.Ledger);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"],
            Timeout = 180_000,
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>An access code for the policy of a language.</summary>
    public async Task<string> IssueAsync(string language) =>
        (await new Holders.HoldersClient(_server!.As("claims-handler")).IssueHolderTokenAsync(new IssueHolderTokenRequest { PolicyId = ShownBook.PolicyOf(language) })).Token;

    /// <summary>A window of a browser of its own.</summary>
    public async Task<IPage> OpenAsync(string language = "en", int width = 1280, ColorScheme colors = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            // The authority of the test's gateway is no browser's.
            IgnoreHTTPSErrors = true,
            Locale = language,
            ViewportSize = new ViewportSize { Width = width, Height = width == 390 ? 844 : 900 },
            ColorScheme = colors,
        });
        context.SetDefaultTimeout(120_000);
        context.SetDefaultNavigationTimeout(120_000);
        return await context.NewPageAsync();
    }

    /// <summary>The page with the policy of a language.</summary>
    public async Task<IPage> ReadAsync(string language, int width, ColorScheme colors = ColorScheme.Light)
    {
        var page = await OpenAsync(language, width, colors);
        await page.GotoAsync($"{Page}#{await IssueAsync(language)}");
        await page.WaitForSelectorAsync("table");
        return page;
    }
}
