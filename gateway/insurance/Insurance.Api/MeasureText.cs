using System.Globalization;
using System.Text.RegularExpressions;

namespace Insurance.V1;

/// <summary>The one way in which measured values and spans of time are written for people.</summary>
public static partial class MeasureText
{
    /// <summary>8.8 °C, 61 minutes, 1,012 hPa: a value in units such as <c>min</c> or <c>0.1 C</c>.</summary>
    /// <param name="value">The value as it was measured, in whole units.</param>
    /// <param name="unit">The unit, with a power of ten before it where one counts more or less than itself.</param>
    public static string Of(long value, string unit)
    {
        (var number, unit) = Scale(value, unit);
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

    /// <summary>8.8 and C: the number, and the unit without the power of ten.</summary>
    /// <param name="value">The value as it was measured, in whole units.</param>
    /// <param name="unit">The unit, with a power of ten before it where one counts more or less than itself.</param>
    public static (string Number, string Unit) Scale(long value, string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var scaled = (decimal)value;
        if (Scaled().Match(unit) is { Success: true } match)
        {
            scaled *= decimal.Parse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            unit = match.Groups[2].Value;
        }

        return (scaled.ToString("#,##0.##########", CultureInfo.InvariantCulture), unit);
    }

    /// <summary>2.5 seconds, 30 minutes, 3 days: how long something took, in the largest unit of which it took two or more.</summary>
    /// <param name="milliseconds">The span, in milliseconds.</param>
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

    private static string Counted(string number, string unit) => number is "1" ? $"1 {unit}" : $"{number} {unit}s";

    [GeneratedRegex(@"^(0\.0*1|10*) (.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Scaled();
}
