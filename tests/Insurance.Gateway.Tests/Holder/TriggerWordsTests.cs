namespace Insurance.Gateway.Tests.Holder;

/// <summary>Covers on measurements in plain words.</summary>
public sealed class TriggerWordsTests
{
    [Fact]
    public void Terms_OfOneEvent_ListTheSteps() => new TriggerWords(SampleBook.English).Terms(
        new ParametricTrigger
        {
            Index = "flight-arrival-delay",
            Unit = "min",
            Comparison = Comparison.AtLeast,
            Steps = { new PayoutStep { Threshold = 60, PayoutPpm = 250_000 }, new PayoutStep { Threshold = 180, PayoutPpm = 1_000_000 } },
            Quorum = 2,
        },
        "AA 1").ShouldBe(
        [
            "It pays by each measurement of flight arrival delay of AA 1. You do not have to report anything.",
            "At least 60 minutes: 25 % of the sum insured.",
            "At least 180 minutes: 100 % of the sum insured.",
            "At least 2 sources must have reported; the one in the middle counts.",
        ]);

    [Theory]
    [InlineData(Aggregation.Sum, "the sum of rain of Seattle in each 30 days", "mm")]
    [InlineData(Aggregation.Minimum, "the lowest rain of Seattle in each 30 days", "mm")]
    [InlineData(Aggregation.Maximum, "the highest rain of Seattle in each 30 days", "mm")]
    [InlineData(Aggregation.LongestRun, "the longest run of days in a row with rain at most 1 mm of Seattle in each 30 days", "days")]
    public void Terms_OfAWindow_SayWhatIsMeasured(Aggregation aggregation, string what, string unit) => new TriggerWords(SampleBook.English).Terms(
        new ParametricTrigger
        {
            Index = "rain",
            Unit = "mm",
            Comparison = Comparison.Above,
            Linear = new LinearPayout { Entry = 10, Exit = 1_020, MaximumPpm = 900_000 },
            Window = new ReadingWindow { Aggregation = aggregation, Days = 30, RunComparison = Comparison.AtMost, RunThreshold = 1 },
        },
        "Seattle").ShouldBe(
        [
            $"It pays by {what} from the beginning of cover on. You do not have to report anything.",
            $"From 10 {unit}, which pay nothing, to 1,020 {unit}, which pay 90 % of the sum insured, it pays in proportion; beyond that it pays no more.",
        ]);

    [Theory]
    [InlineData(Outcome.Approve, "paid at once.")]
    [InlineData(Outcome.Refer, "looked at by a handler, who decides.")]
    public void Terms_OfADevice_SayWhenItPays(Outcome outcome, string end) => new TriggerWords(SampleBook.English).Terms(
        new ParametricTrigger
        {
            Index = "temperature",
            Unit = "C",
            Monitoring = new Monitoring { Comparison = Comparison.Above, Threshold = 8, MinimumSeconds = 1_800, PayoutPpm = 400_000, Outcome = outcome },
        },
        "container 7").ShouldHaveSingleItem().ShouldBe(
        $"When temperature of container 7, as the device reports it, stays above 8 °C for 30 minutes or longer, 40 % of the sum insured are {end}");
}
