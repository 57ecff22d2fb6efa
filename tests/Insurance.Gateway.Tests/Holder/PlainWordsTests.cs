using Google.Protobuf.WellKnownTypes;

namespace Insurance.Gateway.Tests.Holder;

/// <summary>Amounts and times as people read them.</summary>
public sealed class PlainWordsTests
{
    [Theory]
    [InlineData(123450, "DKK", "1,234.50 DKK")]
    [InlineData(-5, "USD", "-0.05 USD")]
    [InlineData(1234, "JPY", "1,234 JPY")]
    [InlineData(1234, "KWD", "1.234 KWD")]
    [InlineData(long.MaxValue, "EUR", "92,233,720,368,547,758.07 EUR")]
    public void Of_Money_HasTheDecimalsOfItsCurrency(long units, string currency, string text) =>
        SampleBook.English.Of(new Money { MinorUnits = units, Currency = currency }).ShouldBe(text);

    [Theory]
    [InlineData(2500, "2.5 seconds")]
    [InlineData(119_900, "119.9 seconds")]
    [InlineData(120_000, "2 minutes")]
    [InlineData(86_400_000L * 3, "3 days")]
    public void Span_OfTime_IsInTheLargestFittingUnit(long milliseconds, string text) => SampleBook.English.Span(milliseconds).ShouldBe(text);

    [Theory]
    [InlineData(88, "0.1 C", "8.8 °C")]
    [InlineData(-5, "0.01 mm", "-0.05 mm")]
    [InlineData(12_345, "mm", "12,345 mm")]
    [InlineData(7, "1000 m", "7,000 m")]
    [InlineData(1, "min", "1 minute")]
    [InlineData(61, "min", "61 minutes")]
    [InlineData(3, "days", "3 days")]
    [InlineData(long.MaxValue, "0.1 C", "922,337,203,685,477,580.7 °C")]
    public void Measure_HasItsScaleAndItsUnit(long value, string unit, string text) => SampleBook.English.Measure(value, unit).ShouldBe(text);

    [Theory]
    [InlineData("flight-arrival-delay", "flight arrival delay")]
    [InlineData("vacantDays", "vacant days")]
    [InlineData("year_built", "year built")]
    [InlineData("PIN", "PIN")]
    public void Named_IsAsPeopleWriteIt(string name, string text) => PlainWords.Named(name).ShouldBe(text);

    [Fact]
    public void Of_Time_IsInUtc() =>
        SampleBook.English.Of(Timestamp.FromDateTime(new DateTime(2026, 3, 5, 18, 4, 0, DateTimeKind.Utc))).ShouldBe("5 March 2026, 18:04 UTC");

    [Theory]
    [InlineData("Europe/Copenhagen", "25 March 2026, 23:30 UTC+1", "2026年3月25日 23:30（UTC+1）")]
    [InlineData("Asia/Shanghai", "26 March 2026, 06:30 Beijing time", "北京时间2026年3月26日 06:30")]
    [InlineData("Asia/Kolkata", "26 March 2026, 04:00 UTC+5:30", "2026年3月26日 04:00（UTC+5:30）")]
    [InlineData("America/New_York", "25 March 2026, 18:30 UTC-4", "2026年3月25日 18:30（UTC-4）")]
    [InlineData("UTC", "25 March 2026, 22:30 UTC", "2026年3月25日 22:30（UTC）")]
    public void Of_Time_IsInItsZoneAndLanguage(string zone, string english, string chinese)
    {
        var time = Timestamp.FromDateTime(new DateTime(2026, 3, 25, 22, 30, 0, DateTimeKind.Utc));

        new PlainWords(HolderLanguage.English, HolderZone.Known[zone]).Of(time).ShouldBe(english);
        new PlainWords(HolderLanguage.SimplifiedChinese, HolderZone.Known[zone]).Of(time).ShouldBe(chinese);
    }
}
