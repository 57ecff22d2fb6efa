using System.Globalization;

namespace Insurance.Cli.Tests.Running;

public sealed class StopGraceTests(RenderedRepositoryFixture fixture) : IClassFixture<RenderedRepositoryFixture>
{
    [Theory]
    [InlineData("AuroraMSP")]
    [InlineData("SupervisorMSP")]
    public void Grace_OfAGateway_IsLongerThanItWaitsForItsCallers(string mspId)
    {
        var configuration = JsonNode.Parse(File.ReadAllText(fixture.Rendered.Home.GatewayConfiguration(mspId)))!;
        var shutdown = TimeSpan.Parse((string)configuration["Gateway"]!["Timeouts"]!["Shutdown"]!, CultureInfo.InvariantCulture);

        ConsortiumStopper.Grace.ShouldBeGreaterThan(shutdown + TimeSpan.FromSeconds(2));
    }
}
