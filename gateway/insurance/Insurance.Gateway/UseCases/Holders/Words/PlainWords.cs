using Google.Protobuf.WellKnownTypes;
using NodaTime;

namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>Amounts, times and shares as people read them, in one language and one time zone.</summary>
/// <param name="language">The language.</param>
/// <param name="zone">The time zone.</param>
internal sealed partial class PlainWords(HolderLanguage language, DateTimeZone zone)
{
    private const long Million = 1_000_000;

    /// <summary>The language.</summary>
    public HolderLanguage Language => language;

    /// <summary>The time zone.</summary>
    public DateTimeZone Zone => zone;

    /// <summary>A text with what belongs into it.</summary>
    public string Say(Text text, params string[] parts) => language.Say(text, parts);

    /// <summary>1,234.50 DKK, with as many decimals as the currency has.</summary>
    public string Of(Money? money) => money is null ? Say(Text.Nothing) : MoneyText.Of(money);

    /// <summary>25 March 2026, 19:00 UTC+1.</summary>
    public string Of(Timestamp? time)
    {
        if (time is null)
        {
            return Say(Text.UnknownTime);
        }

        var local = Instant.FromDateTimeOffset(time.ToDateTimeOffset()).InZone(zone);
        var clock = local.ToDateTimeUnspecified().ToString(Say(Text.TimeFormat), CultureInfo.InvariantCulture);
        return zone.Id == HolderZone.Beijing ? Say(Text.TimeInBeijing, clock) : Say(Text.TimeInZone, clock, Written(local.Offset));
    }

    /// <summary>The same amount with the other sign.</summary>
    public static Money Negated(Money money) => new() { MinorUnits = -money.MinorUnits, Currency = money.Currency };

    /// <summary>8.8 °C, 61 minutes: a measured value, which is in units as "min" or "0.1 C".</summary>
    public string Measure(long value, string unit)
    {
        (var number, unit) = MeasureText.Scale(value, unit);
        return unit switch
        {
            "C" => $"{number} °C",
            "F" => $"{number} °F",
            "s" => Counted(number, Text.OneSecond, Text.Seconds),
            "min" => Counted(number, Text.OneMinute, Text.Minutes),
            "h" => Counted(number, Text.OneHour, Text.Hours),
            "d" or "day" or "days" => Counted(number, Text.OneDay, Text.Days),
            _ => $"{number} {unit}",
        };
    }

    /// <summary>The flight arrival delay, the vacant days: a name of programs as people write it.</summary>
    public static string Named(string name) =>
        Joint().Replace(name, match => match.Value.Length == 1 && char.IsUpper(match.Value[0]) ? " " + match.Value.ToLowerInvariant() : " ");

    /// <summary>12.5 %.</summary>
    public string Share(long ppm) => Say(Text.Percent, ((decimal)ppm * 100 / Million).ToString("0.####", CultureInfo.InvariantCulture));

    /// <summary>1 day, 30 days.</summary>
    public string Days(uint days) => Counted(days.ToString("N0", CultureInfo.InvariantCulture), Text.OneDay, Text.Days);

    /// <summary>2.5 seconds, 3 days: how long something took, in the largest unit of which it took more than one.</summary>
    public string Span(long milliseconds)
    {
        var span = TimeSpan.FromMilliseconds(milliseconds);
        var (count, unit) = span switch
        {
            { TotalDays: >= 2 } => (span.TotalDays, Text.Days),
            { TotalHours: >= 2 } => (span.TotalHours, Text.Hours),
            { TotalMinutes: >= 2 } => (span.TotalMinutes, Text.Minutes),
            _ => (span.TotalSeconds, Text.Seconds),
        };
        var number = count.ToString("0.#", CultureInfo.InvariantCulture);
        return number == "1" ? Say(Text.OneSecond) : Say(unit, number);
    }

    /// <summary>fire, storm or water.</summary>
    public string Or(IReadOnlyList<string> items) => items.Count <= 1
        ? string.Concat(items)
        : List(items.Take(items.Count - 1)) + Say(Text.Or) + items[^1];

    /// <summary>photo, bill.</summary>
    public string List(IEnumerable<string> items) => string.Join(Say(Text.Comma), items);

    private string Counted(string number, Text one, Text more) => number is "1" ? Say(one) : Say(more, number);

    // The offset says more than abbreviations, which several zones share.
    private static string Written(Offset offset) => offset == Offset.Zero ? "UTC"
        : "UTC" + (offset.Seconds % 3600 == 0 ? offset.ToString("+H", CultureInfo.InvariantCulture) : offset.ToString("+H:mm", CultureInfo.InvariantCulture));

    [GeneratedRegex("[-_]|(?<=[a-z0-9])[A-Z](?=[a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Joint();
}
