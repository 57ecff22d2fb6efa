using Xunit.Abstractions;

namespace Assurance;

/// <summary>The short form of <c>make assure</c>: some of everything, counted by answer, and nothing that must not happen.</summary>
public sealed class AssuranceTests(ConsortiumFixture fixture, ITestOutputHelper output) : IClassFixture<ConsortiumFixture>
{
    [Theory]
    [InlineData("requests")]
    [InlineData("kills")]
    [InlineData("flips")]
    [InlineData("floods")]
    public async Task Part_Short_HasNothingThatMustNotHappen(string part)
    {
        await fixture.Consortium.UpAsync();
        var tally = new Tally();

        await AssuranceRun.RunAsync(part, Sizes.Short, fixture, tally);

        output.WriteLine(tally.ToString());
        Console.WriteLine(tally);
        tally.IsClean.ShouldBeTrue(tally.ToString());
        if (part == "requests")
        {
            // The generated requests reach the operations: some are carried out, most are refused, with many codes.
            tally.Answered(GatewayAttack.Part).ShouldBe(Sizes.Short.GatewayRequests);
            tally.CountOf(GatewayAttack.Part, "OK").ShouldBeGreaterThan(20);
            if (!LedgerUnderTest.IsFabric)
            {
                tally.Answered(LedgerAttack.Part).ShouldBe(Sizes.Short.LedgerRequests);
            }
        }
    }
}
