namespace Insurance.Cli.Tests.Rendering;

/// <summary>What the gateways of a rendered consortium are given.</summary>
public sealed class GatewaySettingsTests(RenderedRepositoryFixture fixture) : IClassFixture<RenderedRepositoryFixture>
{
    [Theory]
    [InlineData("AuroraMSP", "127.0.0.1:8541")]
    [InlineData("MeridianMSP", "127.0.0.1:8542")]
    [InlineData("SummitReMSP", null)]
    [InlineData("SupervisorMSP", null)]
    public void Render_HoldersListener_IsOneOfItsOwnWhereThereArePolicyholders(string mspId, string? listen)
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(fixture.Rendered.Home.GatewayConfiguration(mspId)));

        var holders = settings.RootElement.GetProperty("Gateway").TryGetProperty("Holders", out var section) ? section.GetProperty("Listen").GetString() : null;

        holders.ShouldBe(listen);
    }
}
