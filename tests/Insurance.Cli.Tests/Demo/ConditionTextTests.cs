using Insurance.Demo;
using Insurance.V1;

namespace Insurance.Cli.Tests.Demo;

/// <summary>What the demo shows of a decision, which the ledger writes for programs and handlers.</summary>
public sealed class ConditionTextTests
{
    [Theory]
    [InlineData("1800 s, up to 103 0.1 C", "30 minutes, up to 10.3 °C")]
    [InlineData("temperature above 80 0.1 C for at least 1800 s, samples at most 600 s apart", "temperature above 8 °C for at least 30 minutes, samples at most 10 minutes apart")]
    [InlineData("88 0.1 C", "8.8 °C")]
    [InlineData("-5 0.1 C", "-0.5 °C")]
    [InlineData("61 min", "61 minutes")]
    [InlineData("flight-arrival-delay at least 60 min pays 50 % of the sum insured", "flight-arrival-delay at least 60 minutes pays 50 % of the sum insured")]
    [InlineData("1234 0.1 mm", "123.4 mm")]
    [InlineData("2026-11-30T15:37:42.123456789Z", "2026-11-30 15:37 UTC")]
    [InlineData("the loss was notified within 30 days, by 2026-11-30T15:37:42.5Z", "the loss was notified within 30 days, by 2026-11-30 15:37 UTC")]
    [InlineData("the loss was notified within 30 days, by 2026-11-30 15:37:42 UTC", "the loss was notified within 30 days, by 2026-11-30 15:37 UTC")]
    [InlineData("thermometer-7/temperature/container%207/1", "thermometer-7/temperature/container 7/1")]
    [InlineData("100,000.00 DKK", "100,000.00 DKK")]
    [InlineData("the policy covers losses from 1985-01-01T00:00:00Z until before 1986-01-01 00:00 UTC", "the policy covers losses from 1985-01-01 00:00 UTC until before 1986-01-01 00:00 UTC")]
    [InlineData("a window of 30 days", "a window of 30 days")]
    public void Of_TextOfTheLedger_HasUnitsAndTimesAsPeopleReadThem(string ledger, string people) => ConditionText.Of(ledger).ShouldBe(people);

    [Fact]
    public void Requirement_OfAnEarlierRecordThatAsksForNoStatements_SaysSo()
    {
        var condition = new ConditionResult { Code = "FIELDS_COMPLETE", Requirement = "stated: none", Observed = "missing: none", Met = true };

        ConditionText.Requirement(condition).ShouldBe("no statements are needed");
        ConditionText.Observed(condition).ShouldBe("nothing is missing");
    }

    [Theory]
    [InlineData(5, "0.1 C", "0.5 °C")]
    [InlineData(1, "min", "1 minute")]
    [InlineData(61, "min", "61 minutes")]
    [InlineData(12, "100 Pa", "1,200 Pa")]
    [InlineData(1_012, "hPa", "1,012 hPa")]
    [InlineData(long.MaxValue, "10 m", "92,233,720,368,547,758,070 m")]
    public void MeasureText_OfAValue_CountsItsUnit(long value, string unit, string text) => MeasureText.Of(value, unit).ShouldBe(text);

    [Theory]
    [InlineData(2_500, "2.5 seconds")]
    [InlineData(1_800_000, "30 minutes")]
    [InlineData(259_200_000, "3 days")]
    public void MeasureText_OfASpan_IsInTheLargestUnit(long milliseconds, string text) => MeasureText.Span(milliseconds).ShouldBe(text);
}
