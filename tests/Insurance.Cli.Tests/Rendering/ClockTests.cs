namespace Insurance.Cli.Tests.Rendering;

/// <summary>Certificates under a clock that is wrong, and after it.</summary>
public sealed class ClockTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData(366, "CLOCK_AHEAD")]
    [InlineData(3660, "CLOCK_AHEAD")]
    [InlineData(-2, "CLOCK_BEHIND")]
    [InlineData(-366, "CLOCK_BEHIND")]
    [InlineData(-20_000, "CLOCK_BEHIND")]
    public void Render_ImplausibleClock_IsRefusedAndChangesNothing(int days, string code)
    {
        using var rendered = RenderedHome.Of(new ConsortiumText().Read());
        var before = RenderedHome.Files(rendered.Home.Path);

        var refused = Should.Throw<ConsortiumException>(() => rendered.Render(new ConsortiumText().Read(), new FixedTime(Now.AddDays(days))));

        refused.ExitCode.ShouldBe(ExitCodes.Environment);
        refused.Message.ShouldStartWith(code);
        var after = RenderedHome.Files(rendered.Home.Path);
        after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        after.All(file => file.Value.AsSpan().SequenceEqual(before[file.Key])).ShouldBeTrue();
    }

    [Fact]
    public void Render_HomeOfAWrongClock_IsMendedWhenTheClockIsRight()
    {
        using var rendered = RenderedHome.Of(new ConsortiumText().Read());
        var (home, later) = (rendered.Home, new FixedTime(Now.AddDays(400)));
        var pinned = PublicKey(home.TlsCertificate("OrdererMSP", "orderer1"));
        new ClockCheck(home, later).Note();
        rendered.Render(new ConsortiumText().Read(), later);
        NotBefore(home.TlsCertificate("AuroraMSP", "peer")).ShouldBeGreaterThan(Now.UtcDateTime.AddDays(300));

        // The note is the wrong clock's, too; earlier releases left none.
        File.Delete(home.ClockFile);
        rendered.Render(new ConsortiumText().Read());

        Leaves(home).ShouldAllBe(path => NotBefore(path) <= Now.UtcDateTime.AddMinutes(1));
        PublicKey(home.TlsCertificate("OrdererMSP", "orderer1")).ShouldBe(pinned);
    }

    [Fact]
    public void Render_PlausibleClock_KeepsEveryCertificate()
    {
        using var rendered = RenderedHome.Of(new ConsortiumText().Read());
        var before = Leaves(rendered.Home).ToDictionary(path => path, File.ReadAllText);

        rendered.Render(new ConsortiumText().Read(), new FixedTime(Now.AddDays(300)));

        Leaves(rendered.Home).ShouldAllBe(path => File.ReadAllText(path) == before[path]);
    }

    [Fact]
    public void Render_KeyOfAnotherCertificate_IsReplacedTogetherWithIt()
    {
        using var rendered = RenderedHome.Of(new ConsortiumText().Read());
        var home = rendered.Home;
        File.Copy(home.TlsKey("AuroraMSP", "gateway"), home.TlsKey("AuroraMSP", "peer"), overwrite: true);

        rendered.Render(new ConsortiumText().Read());

        Should.NotThrow(() => X509Certificate2.CreateFromPemFile(home.TlsCertificate("AuroraMSP", "peer"), home.TlsKey("AuroraMSP", "peer")).Dispose());
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(200, "CLOCK_AHEAD")]
    public void Use_DirectoryThatRested_IsRefusedAfterHalfAYearUntilThePersonSaysSo(int days, string? code)
    {
        using var rendered = RenderedHome.Of(new ConsortiumText().Read());
        File.WriteAllText(rendered.Home.RecordFile, "{}");
        var clock = new ClockCheck(rendered.Home, new FixedTime(Now.AddDays(days)));

        if (code is null)
        {
            Should.NotThrow(clock.DemandUse);
            return;
        }

        Should.Throw<ConsortiumException>(clock.DemandUse).Message.ShouldStartWith(code);
        clock.Note();
        Should.NotThrow(clock.DemandUse);
    }

    [Fact]
    public void Use_ClockBeforeTheLastUse_IsRefused()
    {
        using var rendered = RenderedHome.Of(new ConsortiumText().Read());
        new ClockCheck(rendered.Home, new FixedTime(Now.AddDays(30))).Note();

        Should.Throw<ConsortiumException>(new ClockCheck(rendered.Home, new FixedTime(Now.AddDays(10))).DemandUse).Message.ShouldStartWith("CLOCK_BEHIND");
    }

    private static IEnumerable<string> Leaves(HomeDirectory home) => Directory
        .EnumerateFiles(home.Path, "*", SearchOption.AllDirectories)
        .Where(path => (path.EndsWith(".crt", StringComparison.Ordinal) && !path.EndsWith("ca.crt", StringComparison.Ordinal))
            || path.EndsWith("signcerts/cert.pem", StringComparison.Ordinal));

    private static DateTime NotBefore(string path)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        return certificate.NotBefore.ToUniversalTime();
    }

    private static byte[] PublicKey(string path)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        return certificate.GetPublicKey();
    }
}
