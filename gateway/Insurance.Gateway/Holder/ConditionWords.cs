using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Insurance.V1;
using static Insurance.Gateway.Holder.PlainWords;

namespace Insurance.Gateway.Holder;

/// <summary>
/// What a decision looked at, in plain words. The ledger says it for handlers and programs, as the chaincode's <c>adjudicate.go</c>, <c>basis.go</c>
/// and <c>monitor.go</c> write it; a text of another form keeps its words, with times and spans as people read them.
/// </summary>
internal sealed partial class ConditionWords(Product product)
{
    /// <summary>What the condition asks for, and what was found.</summary>
    public (string Requirement, string Observed) Of(ConditionResult condition)
    {
        var (requirement, observed) = condition.Code switch
        {
            "NO_FRAUD_SIGNAL" => ("a check against other claims finds nothing that a person should look at", condition.Met ? "nothing" : "something to look at; such a check alone never declines a claim"),
            "NOT_REFERRED_BY_HANDLER" => ("no handler has asked to see the claim", condition.Met ? "no handler has" : "a handler has"),
            "FIELDS_COMPLETE" => (Stated(condition.Requirement), Missing(condition.Observed)),
            "EVIDENCE_COMPLETE" => (Documents(condition.Requirement), Given(condition.Observed)),
            "CAUSE_COVERED" => (Covers().Replace(condition.Requirement, match => $"{Name(match.Groups[1].Value)} covers {match.Groups[2].Value}"), condition.Observed),
            "WAITING_PERIOD" => (
                Waits().Replace(Under().Replace(condition.Requirement, match => $"the loss under {Name(match.Groups[1].Value)} happened"), match => Name(match.Groups[1].Value) + " has no waiting period"),
                condition.Observed),
            "SOMETHING_PAYABLE" => ("what you bear yourself and the limits leave something to pay", condition.Observed),
            "STRAIGHT_THROUGH_LIMIT" => ("the amount is small enough to be paid without a person: " + condition.Requirement.Replace("the payable amount is ", "", StringComparison.Ordinal), condition.Observed),
            "TRIGGER_REACHED" => (Reached(condition.Requirement), Value().Replace(condition.Observed, match => Measured(match))),
            "QUORUM_REACHED" => (
                Quorum().Replace(condition.Requirement, match => $"the value in the middle of at least {match.Groups[1].Value} sources"), Middle(condition.Observed)),
            "RUN_LONG_ENOUGH" => (
                Run().Replace(condition.Requirement, match => $"{Named(match.Groups[1].Value)} {match.Groups[2].Value} {Measured(match, 3)} for at least {Seconds(match.Groups[5].Value)}, measured at least every {Seconds(match.Groups[6].Value)}"),
                RunSeen().Replace(condition.Observed, match => $"{Seconds(match.Groups[1].Value)}, up to {Measured(match, 2)}")),
            _ => (condition.Requirement, Field().Replace(condition.Observed, match => $"{Named(match.Groups[1].Value)}: {YesOrNo(match.Groups[2].Value)}")),
        };
        if (NotStated().Match(observed) is { Success: true } unknown)
        {
            observed = $"{Named(unknown.Groups[1].Value)}: not stated";
        }

        return (Plain(requirement), Plain(observed));
    }

    // Times to the nanosecond, and spans in seconds.
    private static string Plain(string text) => Span().Replace(
        Time().Replace(text, match => DateTimeOffset.TryParse(match.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? PlainWords.Of(Timestamp.FromDateTimeOffset(time))
            : match.Value),
        match => Seconds(match.Groups[1].Value));

    private static string Stated(string requirement) => After(requirement, "stated: ") switch
    {
        null => requirement,
        "none" => "the product asks for no statements",
        var fields => "you have stated: " + Names(fields),
    };

    private static string Missing(string observed) => After(observed, "missing: ") switch
    {
        null => observed,
        "none" => "nothing is missing",
        var fields => "missing: " + Names(fields),
    };

    private static string Documents(string requirement) => requirement == "no evidence required"
        ? "no documents are needed"
        : After(requirement, "evidence of each kind: ") is { } kinds ? "a document of each kind: " + kinds : requirement;

    private static string Given(string observed) => observed == "none" || observed.StartsWith("none; ", StringComparison.Ordinal)
        ? "no documents" + observed["none".Length..]
        : observed;

    private static string Names(string fields) => string.Join(", ", fields.Split(", ").Select(Named));

    private static string? After(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;

    private static string YesOrNo(string value) => value switch
    {
        "true" => "yes",
        "false" => "no",
        _ => value,
    };

    private static string Reached(string requirement) => Proportion().Replace(
        Step().Replace(requirement, match => $"{Named(match.Groups[1].Value)} {match.Groups[2].Value} {Measured(match, 3)} pays"),
        match => $"{Named(match.Groups[1].Value)} between {Measure(Number(match.Groups[2].Value), match.Groups[4].Value)} and {Measured(match, 3)} pays");

    private string Middle(string observed)
    {
        if (Median().Match(observed) is not { Success: true } match)
        {
            return observed;
        }

        var trigger = product.ParametricTrigger;
        var unit = trigger?.Window?.Aggregation == Aggregation.LongestRun ? "days" : trigger?.Unit ?? "";
        var reported = match.Groups[1].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries)
            .Select(source => Measure(Number(source[(source.LastIndexOf(' ') + 1)..]), unit));
        return $"{string.Join(", ", reported)}; the one in the middle is {Measure(Number(match.Groups[2].Value), unit)}";
    }

    private static string Measured(Match match, int value = 1) => Measure(Number(match.Groups[value].Value), match.Groups[value + 1].Value);

    private static long Number(string digits) => long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Seconds(string digits) => PlainWords.Span(Number(digits) * 1000);

    private string Name(string coverageId) =>
        product.Coverages.FirstOrDefault(coverage => coverage.CoverageId == coverageId)?.Name ?? coverageId;

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(@"\b(\d{1,12}) s\b", RegexOptions.CultureInvariant)]
    private static partial Regex Span();

    [GeneratedRegex("^([A-Za-z0-9._-]+) covers: (.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Covers();

    [GeneratedRegex("^the loss under ([A-Za-z0-9._-]+) happened", RegexOptions.CultureInvariant)]
    private static partial Regex Under();

    [GeneratedRegex("^([A-Za-z0-9._-]+) has no waiting period$", RegexOptions.CultureInvariant)]
    private static partial Regex Waits();

    [GeneratedRegex(@"^(\S+) = (.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Field();

    [GeneratedRegex(@"^(\S+) is not stated$", RegexOptions.CultureInvariant)]
    private static partial Regex NotStated();

    [GeneratedRegex(@"^(-?\d{1,19}) (.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Value();

    [GeneratedRegex(@"^(.+) (at least|above|at most|below) (-?\d{1,19}) (.+) pays(?= .+ of the sum insured$)", RegexOptions.CultureInvariant)]
    private static partial Regex Step();

    [GeneratedRegex(@"^(.+) between (-?\d{1,19}) and (-?\d{1,19}) (.+) pays(?= .+ of the sum insured$)", RegexOptions.CultureInvariant)]
    private static partial Regex Proportion();

    [GeneratedRegex(@"^the median of at least (\d+) oracles$", RegexOptions.CultureInvariant)]
    private static partial Regex Quorum();

    [GeneratedRegex(@"^(.*, )median (-?\d{1,19})$", RegexOptions.CultureInvariant)]
    private static partial Regex Median();

    [GeneratedRegex(@"^(.+) (at least|above|at most|below) (-?\d{1,19}) (.+) for at least (\d{1,12}) s, samples at most (\d{1,12}) s apart$", RegexOptions.CultureInvariant)]
    private static partial Regex Run();

    [GeneratedRegex(@"^(\d{1,12}) s, up to (-?\d{1,19}) (.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex RunSeen();
}
