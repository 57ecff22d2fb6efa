using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Insurance.V1;

namespace Insurance.Gateway.Holder;

/// <summary>Amounts, times and shares as people read them.</summary>
internal static partial class PlainWords
{
    private const long Million = 1_000_000;

    /// <summary>1,234.50 DKK, with as many decimals as the currency has.</summary>
    public static string Of(Money? money) => money is null ? "nothing" : MoneyText.Of(money);

    /// <summary>25 March 2026, 18:00 UTC.</summary>
    public static string Of(Timestamp? time) => time is null
        ? "an unknown time"
        : time.ToDateTime().ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The same amount with the other sign.</summary>
    public static Money Negated(Money money) => new() { MinorUnits = -money.MinorUnits, Currency = money.Currency };

    /// <summary>8.8 °C, 61 minutes: a measured value, which is in units as "min" or "0.1 C".</summary>
    public static string Measure(long value, string unit)
    {
        var scaled = (decimal)value;
        if (Scaled().Match(unit) is { Success: true } match)
        {
            scaled *= decimal.Parse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            unit = match.Groups[2].Value;
        }

        var number = scaled.ToString("#,##0.##########", CultureInfo.InvariantCulture);
        return unit switch
        {
            "C" => $"{number} °C",
            "F" => $"{number} °F",
            "s" => Counted(number, "second"),
            "min" => Counted(number, "minute"),
            "h" => Counted(number, "hour"),
            "d" or "day" or "days" => Counted(number, "day"),
            _ => $"{number} {unit}",
        };
    }

    /// <summary>The flight arrival delay, the vacant days: a name of programs as people write it.</summary>
    public static string Named(string name) =>
        Joint().Replace(name, match => match.Value.Length == 1 && char.IsUpper(match.Value[0]) ? " " + match.Value.ToLowerInvariant() : " ");

    private static string Counted(string number, string unit) => number is "1" ? $"1 {unit}" : $"{number} {unit}s";

    /// <summary>12.5 %.</summary>
    public static string Share(long ppm) =>
        ((decimal)ppm * 100 / Million).ToString("0.####", CultureInfo.InvariantCulture) + " %";

    /// <summary>1 day, 30 days.</summary>
    public static string Days(uint days) => days == 1 ? "1 day" : days.ToString("N0", CultureInfo.InvariantCulture) + " days";

    /// <summary>2.5 seconds, 3 days: how long something took, in the largest unit of which it took more than one.</summary>
    public static string Span(long milliseconds)
    {
        var span = TimeSpan.FromMilliseconds(milliseconds);
        var (count, unit) = span switch
        {
            { TotalDays: >= 2 } => (span.TotalDays, "days"),
            { TotalHours: >= 2 } => (span.TotalHours, "hours"),
            { TotalMinutes: >= 2 } => (span.TotalMinutes, "minutes"),
            _ => (span.TotalSeconds, "seconds"),
        };
        return count.ToString("0.#", CultureInfo.InvariantCulture) + " " + unit;
    }

    /// <summary>fire, storm or water.</summary>
    public static string Or(IReadOnlyList<string> items) => items.Count <= 1
        ? string.Concat(items)
        : string.Join(", ", items.Take(items.Count - 1)) + " or " + items[^1];

    [GeneratedRegex(@"^(0\.0*1|10*) (.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Scaled();

    [GeneratedRegex("[-_]|(?<=[a-z0-9])[A-Z](?=[a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Joint();
}
