namespace Insurance.Cli.Tests.Rendering;

/// <summary>The keys that protect the keys of an insurer's policyholders.</summary>
public sealed class KeyEncryptionKeyTests
{
    [Fact]
    public void Render_Insurers_HaveAKeyOfTheirOwn_WhichStays()
    {
        using var rendered = RenderedHome.Of(new ConsortiumText().Read());
        var aurora = rendered.Home.KeyEncryptionKey("AuroraMSP", "kek-1.kek");
        var first = File.ReadAllBytes(aurora);
        first.Length.ShouldBe(32);
        first.ShouldNotBe(File.ReadAllBytes(rendered.Home.KeyEncryptionKey("MeridianMSP", "kek-1.kek")));
        File.GetUnixFileMode(aurora).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        PersonalData(rendered, "AuroraMSP")!.ToJsonString().ShouldBe("""{"CurrentKey":"kek-1","Keys":{"kek-1":"keys/kek-1.kek"}}""");
        foreach (var other in new[] { "SummitReMSP", "SupervisorMSP" })
        {
            PersonalData(rendered, other).ShouldBeNull();
            Directory.Exists(Path.GetDirectoryName(rendered.Home.KeyEncryptionKey(other, "any"))).ShouldBeFalse(other);
        }

        rendered.Render(new ConsortiumText().Read());

        File.ReadAllBytes(aurora).ShouldBe(first);
    }

    [Fact]
    public void Render_AfterAKeyWasAdded_MakesTheOneWithTheHighestNumberCurrent()
    {
        using var rendered = RenderedHome.Of(new ConsortiumText().Read());
        foreach (var name in new[] { "kek-10.kek", "kek-9.kek", "kek-x.kek", "other" })
        {
            File.WriteAllBytes(rendered.Home.KeyEncryptionKey("AuroraMSP", name), new byte[32]);
        }

        rendered.Render(new ConsortiumText().Read());

        PersonalData(rendered, "AuroraMSP")!.ToJsonString().ShouldBe(
            """{"CurrentKey":"kek-10","Keys":{"kek-1":"keys/kek-1.kek","kek-9":"keys/kek-9.kek","kek-10":"keys/kek-10.kek"}}""");
    }

    [Fact]
    public void Render_TheOnlyKeyIsGone_IsRefusedAndMakesNone()
    {
        using var rendered = RenderedHome.Of(new ConsortiumText().Read());
        var key = rendered.Home.KeyEncryptionKey("AuroraMSP", "kek-1.kek");
        File.Delete(key);

        Should.Throw<ConsortiumException>(() => rendered.Render(new ConsortiumText().Read())).Message.ShouldStartWith("KEY_FILE_MISSING: ");

        File.Exists(key).ShouldBeFalse();

        // The operator's way to begin anew.
        var configuration = JsonNode.Parse(File.ReadAllText(rendered.Home.GatewayConfiguration("AuroraMSP")))!;
        configuration["Gateway"]!.AsObject().Remove("PersonalData");
        File.WriteAllText(rendered.Home.GatewayConfiguration("AuroraMSP"), configuration.ToJsonString());
        rendered.Render(new ConsortiumText().Read());
        File.Exists(key).ShouldBeTrue();
    }

    private static JsonNode? PersonalData(RenderedHome rendered, string mspId) =>
        JsonNode.Parse(File.ReadAllText(rendered.Home.GatewayConfiguration(mspId)))!["Gateway"]!["PersonalData"];
}
