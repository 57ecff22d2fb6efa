using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Insurance.V1;

namespace Insurance.Gateway.Holder;

/// <summary>Amounts, times and shares as people read them.</summary>
internal static class PlainWords
{
    private const long Million = 1_000_000;

    /// <summary>1,234.50 DKK, with as many decimals as the currency has.</summary>
    public static string Of(Money? money)
    {
        if (money is null)
        {
            return "nothing";
        }

        var decimals = Decimals(money.Currency);
        var units = (decimal)money.MinorUnits;
        for (var place = 0; place < decimals; place++)
        {
            units /= 10;
        }

        return units.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + " " + money.Currency;
    }

    /// <summary>25 March 2026, 18:00 UTC.</summary>
    public static string Of(Timestamp? time) => time is null
        ? "an unknown time"
        : time.ToDateTime().ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

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

    // ISO 4217; the chaincode writes amounts the same way, and a test compares the two.
    private static int Decimals(string currency) => currency switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "VND" or "VUV"
            or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        _ => 2,
    };
}
