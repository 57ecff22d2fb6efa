namespace EndToEnd.Tests;

/// <summary>A consortium that goes by the machine's clock: on Fabric always, on DevLedger unless it was asked for.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class FixedClockTests(ConsortiumFixture fixture)
{
    [Fact]
    public async Task Clock_OfAConsortiumThatDoesNotMove_IsShownAndNotMoved()
    {
        string[] home = ["--home", fixture.Consortium.Home];
        using var json = JsonDocument.Parse((await InsureCommand.RunAsync(["clock", "--json", .. home])).ShouldExitWith(0).Output);
        (json.RootElement.GetProperty("movable").GetBoolean(), json.RootElement.GetProperty("aheadSeconds").GetInt64()).ShouldBe((false, 0));

        (await InsureCommand.RunAsync(["clock", "advance", "1d", .. home])).ShouldExitWith(2).Errors.ShouldContain("CLOCK_NOT_MOVABLE");
        (await InsureCommand.RunAsync(["up", "--movable-clock", .. home])).ShouldExitWith(2).Errors.ShouldContain(LedgerUnderTest.IsFabric ? "CLOCK_NOT_MOVABLE" : "by the machine's clock");
        File.Exists(Path.Combine(fixture.Consortium.Home, "ledger", "clock-offset")).ShouldBeFalse();
    }

    [Fact]
    [Trait(LedgerUnderTest.Trait, LedgerUnderTest.None)]
    public async Task Up_MovableClockOnFabric_IsRefused()
    {
        using var home = new TemporaryHome();
        (await InsureCommand.RunAsync("up", "--network", "fabric", "--movable-clock", "--home", home.Path)).ShouldExitWith(2).Errors.ShouldContain("CLOCK_NOT_MOVABLE");
        (await InsureCommand.RunAsync("clock", "--home", home.Path)).ShouldExitWith(5).Errors.ShouldContain("there is no consortium");
    }
}
