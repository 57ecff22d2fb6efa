namespace Insurance.Cli.Tests.Rendering;

/// <summary>The insurers' common keys for fingerprints.</summary>
public sealed class FingerprintKeyTests : IDisposable
{
    private const string Aurora = "AuroraMSP";
    private const string Meridian = "MeridianMSP";
    private readonly ConsortiumDescription _consortium = new ConsortiumText().Read();
    private readonly RenderedHome _rendered = RenderedHome.Of(new ConsortiumText().Read());

    private HomeDirectory Home => _rendered.Home;

    [Fact]
    public void Render_Key_IsTheInsurersAloneAndTheSame()
    {
        var key = Home.FingerprintKey(Aurora, 1);

        File.ReadAllBytes(key).Length.ShouldBe(32);
        File.GetUnixFileMode(key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.ReadAllBytes(Home.FingerprintKey(Meridian, 1)).ShouldBe(File.ReadAllBytes(key));
        RenderedHome.Files(Home.Path).Where(file => file.Value.AsSpan().SequenceEqual(File.ReadAllBytes(key))).Select(file => file.Key)
            .ShouldBe([Relative(Home.FingerprintKey(Aurora, 1)), Relative(Home.FingerprintKey(Meridian, 1))], ignoreOrder: true);
        Settings(Aurora).ShouldBe("fingerprints/1.key, then none");
        Gateway("SupervisorMSP").TryGetProperty("Fingerprints", out _).ShouldBeFalse();
        Gateway("SummitReMSP").TryGetProperty("Fingerprints", out _).ShouldBeFalse();
    }

    [Fact]
    public void Render_Again_KeepsTheKeyAndSharesItWithWhoLacksIt()
    {
        var before = File.ReadAllBytes(Home.FingerprintKey(Aurora, 1));
        File.Delete(Home.FingerprintKey(Aurora, 1));

        _rendered.Render(_consortium);

        File.ReadAllBytes(Home.FingerprintKey(Aurora, 1)).ShouldBe(before);
        FingerprintKeyFiles.Numbers(Home, Aurora).ShouldBe([1]);
    }

    [Fact]
    public void Render_NewKey_IsUsedAndTheFormerOnesAreSearched()
    {
        for (var turn = 0; turn < 5; turn++)
        {
            new ConsortiumRenderer(Home, TimeProvider.System).RenderFabric(_consortium, Insurance.Consortium.Rendering.Fabric.FabricHosts.Loopback, newFingerprintKey: true);
        }

        Settings(Meridian).ShouldBe("fingerprints/6.key, then fingerprints/5.key fingerprints/4.key fingerprints/3.key");
        File.ReadAllBytes(Home.FingerprintKey(Meridian, 6)).ShouldBe(File.ReadAllBytes(Home.FingerprintKey(Aurora, 6)));
        File.ReadAllBytes(Home.FingerprintKey(Meridian, 6)).ShouldNotBe(File.ReadAllBytes(Home.FingerprintKey(Meridian, 5)));
    }

    [Fact]
    public void Render_InsurersWithDifferentKeys_IsRefused()
    {
        File.WriteAllBytes(Home.FingerprintKey(Meridian, 1), new byte[32]);

        Should.Throw<ConsortiumException>(() => _rendered.Render(_consortium)).Message.ShouldContain(Home.FingerprintKey(Meridian, 1));
    }

    [Fact]
    public void Render_EveryInsurersKeyIsGone_IsRefusedAndMakesNone()
    {
        File.Delete(Home.FingerprintKey(Aurora, 1));
        File.Delete(Home.FingerprintKey(Meridian, 1));

        Should.Throw<ConsortiumException>(() => _rendered.Render(_consortium)).Message.ShouldStartWith("KEY_FILE_MISSING: ");

        File.Exists(Home.FingerprintKey(Aurora, 1)).ShouldBeFalse();
    }

    public void Dispose() => _rendered.Dispose();

    private string Relative(string path) => Path.GetRelativePath(Home.Path, path);

    private string Settings(string mspId)
    {
        var fingerprints = Gateway(mspId).GetProperty("Fingerprints");
        var others = string.Join(' ', fingerprints.GetProperty("SearchKeys").EnumerateArray().Select(key => key.GetString()));
        return $"{fingerprints.GetProperty("Key").GetString()}, then {(others.Length > 0 ? others : "none")}";
    }

    private JsonElement Gateway(string mspId) =>
        JsonDocument.Parse(File.ReadAllText(Home.GatewayConfiguration(mspId))).RootElement.GetProperty("Gateway");
}
