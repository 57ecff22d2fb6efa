using System.Globalization;

namespace Grpc.Core.Internal;

/// <summary>The <c>grpc-timeout</c> header: up to eight digits and a unit.</summary>
internal static class TimeoutHeader
{
    private const long MaxDigits = 99_999_999;

    private static readonly (char Unit, long Ticks)[] Units =
    [
        ('u', TimeSpan.TicksPerMicrosecond),
        ('m', TimeSpan.TicksPerMillisecond),
        ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute),
        ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Formats in the finest unit whose digits suffice, rounded up so that the peer is not the first to give up.</summary>
    public static string Format(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero)
        {
            return "1n";
        }

        foreach (var (unit, ticks) in Units)
        {
            var value = (timeout.Ticks / ticks) + (timeout.Ticks % ticks == 0 ? 0 : 1);
            if (value <= MaxDigits)
            {
                return value.ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return "99999999H";
    }

    public static bool TryParse(string? text, out TimeSpan timeout)
    {
        timeout = default;
        if (text is null || text.Length is < 2 or > 9
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        if (text[^1] == 'n')
        {
            timeout = new TimeSpan(value / TimeSpan.NanosecondsPerTick);
            return true;
        }

        foreach (var (unit, ticks) in Units)
        {
            if (unit == text[^1])
            {
                timeout = value > TimeSpan.MaxValue.Ticks / ticks ? TimeSpan.MaxValue : new TimeSpan(value * ticks);
                return true;
            }
        }

        return false;
    }
}
