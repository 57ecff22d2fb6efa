using Google.Protobuf.WellKnownTypes;

namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>
/// What a decision looked at, in plain words. The ledger says it for handlers and programs, in the forms of <see cref="LedgerForms"/>; a text of
/// another form keeps its words, with times and spans as people read them.
/// </summary>
internal sealed partial class ConditionWords(Product product, PlainWords words)
{
    /// <summary>What the condition asks for, and what was found.</summary>
    public (string Requirement, string Observed) Of(ConditionResult condition) => condition.Code switch
    {
        // What the check found concerns others, and why a handler wants to look is said among handlers.
        "NO_FRAUD_SIGNAL" => (words.Say(Text.NoSignals), words.Say(condition.Met ? Text.NoSignalFound : Text.SignalFound)),
        "NOT_REFERRED_BY_HANDLER" => (words.Say(Text.NoHandlerAsked), words.Say(condition.Met ? Text.NoHandlerHas : Text.AHandlerHas)),
        "QUORUM_REACHED" => (Requirement(condition), Middle(condition.Observed)),
        _ => (Requirement(condition), Observed(condition)),
    };

    private string Requirement(ConditionResult condition) =>
        Say(LedgerForms.Requirements.GetValueOrDefault(condition.Code) ?? [], condition.Requirement);

    private string Observed(ConditionResult condition) => Say(
        LedgerForms.Observations.TryGetValue(condition.Code, out var forms) ? forms
            : LedgerForms.Requirements.ContainsKey(condition.Code) ? [] : LedgerForms.Comparisons,
        condition.Observed);

    private string Say(IEnumerable<LedgerForm> forms, string written)
    {
        foreach (var form in forms)
        {
            if (form.Match(written) is { } parts)
            {
                string[] said = [.. parts.Select(part => Part(part.Kind, part.Value, parts))];
                return form.Text is { } text ? words.Say(text, said) : said[0];
            }
        }

        return Plain(written);
    }

    private string Part(string kind, string value, IReadOnlyList<(string Kind, string Value)> all) => kind switch
    {
        "time" => Time(value),
        "days" => words.Days(uint.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture)),
        "seconds" => Seconds(value),
        "coverage" => Name(value),
        "comparison" => words.Say(value switch
        {
            "above" => Text.ComparedAbove,
            "at most" => Text.ComparedAtMost,
            "below" => Text.ComparedBelow,
            _ => Text.ComparedAtLeast,
        }),
        "measure" => Measure(value),
        "low" => Measure($"{value} {Unit(all.First(part => part.Kind == "measure").Value)}"),
        "share" => words.Say(Text.Percent, value),
        "list" => words.List(value.Split(", ")),
        "fields" => words.List(value.Split(", ").Select(PlainWords.Named)),
        "field" or "index" => PlainWords.Named(value),
        _ => YesOrNo(value),
    };

    // Times, and spans in seconds.
    private string Plain(string text) => Span().Replace(Times().Replace(text, match => Time(match.Value)), match => Seconds(match.Groups[1].Value));

    private string Time(string text) => DateTimeOffset.TryParse(text.Replace(" UTC", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? words.Of(Timestamp.FromDateTimeOffset(time))
        : text;

    private string YesOrNo(string value) => value switch
    {
        "true" => words.Say(Text.Yes),
        "false" => words.Say(Text.No),
        _ => value,
    };

    private string Middle(string observed)
    {
        if (Median().Match(observed) is not { Success: true } match)
        {
            return observed;
        }

        var trigger = product.ParametricTrigger;
        var unit = trigger?.Window?.Aggregation == Aggregation.LongestRun ? "days" : trigger?.Unit ?? "";
        var reported = match.Groups[1].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries)
            .Select(source => words.Measure(Number(source[(source.LastIndexOf(' ') + 1)..]), unit));
        return words.Say(Text.MiddleFound, words.List(reported), words.Measure(Number(match.Groups[2].Value), unit));
    }

    private string Measure(string value) => words.Measure(Number(value[..value.IndexOf(' ', StringComparison.Ordinal)]), Unit(value));

    private static string Unit(string measure) => measure[(measure.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private static long Number(string digits) => long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private string Seconds(string digits) => words.Span(Number(digits) * 1000);

    private string Name(string coverageId) =>
        product.Coverages.FirstOrDefault(coverage => coverage.CoverageId == coverageId)?.Name ?? coverageId;

    [GeneratedRegex(LedgerForm.Time, RegexOptions.CultureInvariant)]
    private static partial Regex Times();

    [GeneratedRegex(@"\b(\d{1,12}) s\b", RegexOptions.CultureInvariant)]
    private static partial Regex Span();

    [GeneratedRegex(@"^(.*, )median (-?\d{1,19})$", RegexOptions.CultureInvariant)]
    private static partial Regex Median();
}
