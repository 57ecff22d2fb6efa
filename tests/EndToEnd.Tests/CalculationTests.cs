namespace EndToEnd.Tests;

/// <summary>The independent calculation itself, on figures worked out by hand, so that it cannot agree by accident.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.None)]
public sealed class CalculationTests
{
    [Theory]
    [InlineData(10_000, 500_000, 5_000)]
    [InlineData(1, 500_000, 1)]
    [InlineData(1, 499_999, 0)]
    [InlineData(3, 500_000, 2)]
    public void Apply_OneRate_RoundsHalfAwayFromZero(long amount, long rate, long expected) =>
        Arithmetic.Apply(amount, rate).ShouldBe(expected);

    [Fact]
    public void Apply_SeveralRates_RoundsOnlyOnce() =>
        // 7 × 0.5 × 0.5 = 1.75; rounding between the factors would give 4 × 0.5 = 2, then 2 × 1 = 2; and 5 × 0.1 × 0.9 = 0.45.
        new[] { Arithmetic.Apply(7, 500_000, 500_000), Arithmetic.Apply(5, 100_000, 900_000) }.ShouldBe([2, 0]);

    [Fact]
    public void Expect_FirstFlight_IsWhatTheTariffsSay()
    {
        // DTW–LAS, 1750 miles, departing 00:47, 66 minutes late: sum insured 187.50.
        // Aurora 187.50 × 6.2 % × 1.12 × 0.78 = 10.1556 → 10.16; Meridian 187.50 × 6 % × 1.15 × 1.1 = 14.23125 → 14.23.
        var books = FlightCalculation.Expect(1, TestConsortium.Aurora, TestConsortium.Meridian);

        books[TestConsortium.Aurora].ShouldBe(new ExpectedBook(1, 1_016, 1, 1, 0, 9_375));
        books[TestConsortium.Meridian].Policies.ShouldBe(0);
    }

    [Fact]
    public void Expect_FirstTwoFires_AreWhatTheTermsSay()
    {
        // Building 1,098,097 − 100,000 and contents 585,651 − 10 %; building 1,756,955 − 75,000 and contents 336,750 × 90 %.
        // Premiums: (10 million × 1.45 % + 5 million × 1.2 % + 2 million × 0.9 %) × 1.05 = 234,150.00 and 2,575.65 of duty;
        // (25 million × 1.52 % + 12.5 million × 1.15 % + 5 million × 0.95 %) × 0.97 = 554,112.50 and 6,095.24.
        var books = FireCalculation.Expect(2, TestConsortium.Aurora, TestConsortium.Meridian);

        books[TestConsortium.Aurora].ShouldBe(new ExpectedBook(1, 23_672_565, 1, 1, 0, 152_518_290));
        books[TestConsortium.Meridian].ShouldBe(new ExpectedBook(1, 56_020_774, 1, 1, 0, 198_503_000));
    }
}
