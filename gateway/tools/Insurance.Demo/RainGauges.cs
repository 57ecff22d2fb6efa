namespace Insurance.Demo;

/// <summary>
/// The three gauges of examples/weather: two agree but for a little, the third is silent in the first ten days of July. One of
/// them first reports a day wrongly and corrects it.
/// </summary>
internal sealed class RainGauges(CallerDirectory callers, string mspId, ConsortiumRenderer keys, RunIds ids, TimeProvider time)
{
    public const int Year = 2015;
    private const string Line = "rain";

    /// <summary>What the second gauge reports at first for the tenth of February: 90 mm of rain.</summary>
    private const long Mistake = 900;
    private static readonly DateOnly MistakenDay = new(Year, 2, 10);
    private static readonly IndexGrant Grant = new() { Index = "daily-precipitation", Unit = "0.1 mm", Minimum = 0, Maximum = 3_000 };

    public static readonly DateTime Start = new(Year, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Registers the gauges and publishes a year of each, a batch a gauge, and the correction.</summary>
    /// <returns>How many readings the ledger took, and how many of them a correction replaced.</returns>
    public async Task<(int Readings, int Replaced)> ReportAsync(string subject, IReadOnlyList<WeatherRecord> days, CancellationToken cancellationToken)
    {
        var administrator = new Oracles.OraclesClient(callers.Of(mspId, Roles.Admin).Channel);
        var relay = new Oracles.OraclesClient(callers.Of(mspId, Roles.Oracle).Channel);
        var (readings, replaced) = (0, 0);
        foreach (var (number, name, measure) in Gauges())
        {
            using var key = keys.OracleKey(name);
            var gauge = new ReadingSource(name, Grant, key, time);
            await OracleRegistration.EnsureAsync(administrator, ids.Of("register", Line, number), gauge, cancellationToken);
            var samples = days.Select(day => (day.Date, Value: measure(day))).Where(day => day.Value is not null).Select(day => (day.Date, Value: day.Value!.Value)).ToList();
            var first = samples.Select(day => Sample(day.Date, number == 2 && day.Date == MistakenDay ? Mistake : day.Value));
            var taken = await relay.PublishReadingsAsync(
                gauge.Report(ids.Of("report", Line, number), subject, 1, Start, Start.AddYears(1), first), InsurerDesk.Within(cancellationToken));
            readings += (int)taken.Samples;
            if (number == 2)
            {
                var day = MistakenDay.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
                var right = samples.Where(sample => sample.Date == MistakenDay).Select(sample => Sample(sample.Date, sample.Value));
                var corrected = await relay.PublishReadingsAsync(
                    gauge.Report(ids.Of("correct", Line, number), subject, 2, day, day.AddDays(1), right, correction: true), InsurerDesk.Within(cancellationToken));
                replaced += (int)corrected.Replaced;
            }
        }

        return (readings, replaced);
    }

    /// <summary>Registers the gauges alone.</summary>
    public async Task<IReadOnlyList<string>> RegisterAsync(CancellationToken cancellationToken)
    {
        var administrator = new Oracles.OraclesClient(callers.Of(mspId, Roles.Admin).Channel);
        foreach (var (number, name, _) in Gauges())
        {
            using var key = keys.OracleKey(name);
            await OracleRegistration.EnsureAsync(administrator, ids.Of("register", Line, number), new ReadingSource(name, Grant, key, time), cancellationToken);
        }

        return [.. Gauges().Select(gauge => gauge.Name)];
    }

    private static IEnumerable<(int Number, string Name, Func<WeatherRecord, long?> Measure)> Gauges() =>
    [
        (1, "gauge-a", day => day.Precipitation),
        (2, "gauge-b", day => day.Precipitation > 0 ? day.Precipitation + 3 : 0),
        (3, "gauge-c", day => day.Date >= new DateOnly(Year, 7, 1) && day.Date <= new DateOnly(Year, 7, 10) ? null : day.Precipitation * 11 / 10),
    ];

    private static Sample Sample(DateOnly day, long value) =>
        new() { Value = value, ObservedAt = Timestamp.FromDateTime(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)) };
}
