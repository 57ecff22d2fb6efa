namespace Insurance.Cli.Tests.Rendering;

/// <summary>A remedy that is printed is for the directory that is meant: pasted without it, it would be another consortium's end.</summary>
public class DamagedAuthorityTests
{
    [Theory]
    [InlineData("no certificate", 0, "down --wipe")]
    [InlineData(null, 4000, "down --wipe")]
    [InlineData(null, 200, "up --accept-clock")]
    public void Render_AuthorityDamagedOrExpired_NamesTheCommandWithTheDirectory(string? content, int days, string command)
    {
        var consortium = new ConsortiumText().Read();
        using var rendered = RenderedHome.Of(consortium);
        var time = new FixedTime(DateTimeOffset.UtcNow.AddDays(days));
        if (content is not null)
        {
            File.WriteAllText(rendered.Home.CaCertificate("AuroraMSP"), content);
        }

        var refused = Should.Throw<ConsortiumException>(() =>
        {
            if (command.Contains("clock", StringComparison.Ordinal))
            {
                new ClockCheck(rendered.Home, TimeProvider.System).Note();
                new ClockCheck(rendered.Home, time).DemandUse();
            }

            new ClockCheck(rendered.Home, time).Note();
            rendered.Render(consortium, time);
        });

        refused.Message.ShouldContain($"insure {command} --home {rendered.Home.Path}");
    }
}
