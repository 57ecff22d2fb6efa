namespace Assurance;

public sealed class SizesTests
{
    [Fact]
    public void Parse_Nothing_IsEverythingAtLength() => Sizes.Parse([]).ShouldBe(Sizes.Long with { Parts = Sizes.AllParts });

    [Fact]
    public void Parse_PartAndSizes_AreTaken()
    {
        var sizes = Sizes.Parse(["--only=kills,flips", "--kills=3", "--seed=9"]);

        sizes.Parts.ShouldBe(["kills", "flips"]);
        (sizes.Kills, sizes.Flips, sizes.Seed).ShouldBe((3, Sizes.Long.Flips, 9));
    }

    [Theory]
    [InlineData("--only=everything")]
    [InlineData("--kills=-1")]
    [InlineData("--kills=many")]
    [InlineData("kill")]
    public void Parse_SomethingElse_SaysTheUsage(string argument) =>
        Should.Throw<ArgumentException>(() => Sizes.Parse([argument])).Message.ShouldContain("Usage: make assure");

    [Fact]
    public void Long_IsAsMuchAsWasPromised()
    {
        (Sizes.Long.GatewayRequests + Sizes.Long.LedgerRequests).ShouldBeGreaterThanOrEqualTo(100_000);
        Sizes.Long.Kills.ShouldBeGreaterThanOrEqualTo(200);
        Sizes.Long.Flips.ShouldBeGreaterThanOrEqualTo(500);
        Sizes.Long.Parts.ShouldBe(Sizes.AllParts);
    }
}
