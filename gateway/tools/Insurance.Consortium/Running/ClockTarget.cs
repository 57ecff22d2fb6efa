namespace Insurance.Consortium.Running;

/// <summary>To when a clock is moved: <c>30d</c>, <c>1d12h</c>, <c>2w</c>, <c>90m</c>, <c>2026-12-31T10:00:00Z</c>, <c>2026-12-31</c>.</summary>
public static partial class ClockTarget
{
    private static readonly string[] Moments = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd"];

    /// <summary>The moment that is meant.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="now">What a duration begins at.</param>
    /// <exception cref="ConsortiumException">It is neither a duration nor a moment.</exception>
    public static DateTimeOffset Parse(string text, DateTimeOffset now)
    {
        if (DateTimeOffset.TryParseExact(text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
        {
            return moment;
        }

        if (Duration().Match(text) is not { Success: true } parts || text.Length == 0)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"CLOCK_TARGET_INVALID: '{text}' is neither a duration such as 30d, 12h or 1d12h (w, d, h, m, s) nor a moment such as 2026-12-31T10:00:00Z. Nothing was changed");
        }

        // Beyond any clock; the caller refuses it as too far.
        var seconds = (Number(parts, "w") * 7 * 86_400) + (Number(parts, "d") * 86_400) + (Number(parts, "h") * 3_600) + (Number(parts, "m") * 60) + Number(parts, "s");
        return seconds < (DateTimeOffset.MaxValue - now).TotalSeconds ? now.AddSeconds(seconds) : DateTimeOffset.MaxValue;
    }

    /// <summary>A moment for people.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static long Number(Match parts, string unit) =>
        parts.Groups[unit] is { Success: true } group ? long.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^((?<w>[0-9]{1,9})w)?((?<d>[0-9]{1,9})d)?((?<h>[0-9]{1,9})h)?((?<m>[0-9]{1,9})m)?((?<s>[0-9]{1,9})s)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}
