using System.Text.RegularExpressions;

namespace Insurance.Demo;

/// <summary>
/// What a decision looked at, for people. The ledger writes values in the units of their index and spans in seconds, as chaincode/domain/claim
/// does, times to the second, and in earlier records to the nanosecond; here they are as people read them, and all other words stay.
/// </summary>
public static partial class ConditionText
{
    /// <summary>What a condition asks for.</summary>
    public static string Requirement(ConditionResult condition) => condition.Requirement switch
    {
        "stated: none" => "no statements are needed",
        var text => Of(text),
    };

    /// <summary>What was found.</summary>
    public static string Observed(ConditionResult condition) => (condition.Code, condition.Observed) switch
    {
        ("FIELDS_COMPLETE", "missing: none") => "nothing is missing",
        ("NO_FRAUD_SIGNAL", "none") => "no signal",
        ("EVIDENCE_COMPLETE", "none") => "no documents",
        (_, var text) => Of(text),
    };

    /// <summary>A text of the ledger with its values, spans and times as people read them.</summary>
    public static string Of(string text) => Times().Replace(
        Encoded().Replace(Spans().Replace(Values().Replace(text, Value), Span), match => Uri.UnescapeDataString(match.Value)), Time);

    private static string Value(Match match) => long.TryParse(match.Groups[1].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? MeasureText.Of(value, match.Groups[2].Value)
        : match.Value;

    private static string Span(Match match) => MeasureText.Span(1000 * long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    private static string Time(Match match) => $"{match.Groups[1].Value} {match.Groups[2].Value} UTC";

    // 88 0.1 C, 61 min
    [GeneratedRegex(@"(?<![\w.-])(-?\d{1,19}) ((?:0\.0*1|10+) [^\s,;]+|C|F|min|h)(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Values();

    // 1800 s
    [GeneratedRegex(@"(?<![\w.-])(\d{1,12}) s(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Spans();

    // To the minute, as they are where nothing depends on the seconds; 2026-11-30 15:37:42 UTC, or in an earlier record 2026-11-30T15:37:42.123456789Z
    [GeneratedRegex(@"(?<![\w-])(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?(?:Z| UTC)", RegexOptions.CultureInvariant)]
    private static partial Regex Times();

    // A subject in the ledger's own form, in which everything but A-Z a-z 0-9 . _ - ~ is two hexadecimal digits.
    [GeneratedRegex("(?:%[0-9A-F]{2})+", RegexOptions.CultureInvariant)]
    private static partial Regex Encoded();
}
