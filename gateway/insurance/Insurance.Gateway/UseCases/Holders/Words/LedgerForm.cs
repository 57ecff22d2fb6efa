namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>A form in which the chaincode says what a decision looked at, and the text that says the same to holders.</summary>
/// <remarks>Its pattern is what the chaincode writes, with the parts that differ as <c>{kind}</c>; they go into the text in their order.</remarks>
internal sealed partial class LedgerForm
{
    /// <summary>A moment as the chaincode writes it: for people, or exact where it is compared with another of the same second, and in older records.</summary>
    public const string Time = @"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)? UTC|T\d\d:\d\d:\d\d(?:\.\d+)?Z)";

    private readonly List<string> _kinds = [];
    private readonly Regex _regex;

    /// <summary>Creates it.</summary>
    /// <param name="pattern">What the chaincode writes.</param>
    /// <param name="text">What holders read; <c>null</c>: the pattern's one part alone.</param>
    public LedgerForm(string pattern, Text? text)
    {
        Text = text;
        var parts = new System.Text.StringBuilder("^");
        var end = 0;
        foreach (Match kind in Part().Matches(pattern))
        {
            _kinds.Add(kind.Groups[1].Value);
            parts.Append(Regex.Escape(pattern[end..kind.Index])).Append(Form(_kinds[^1]));
            end = kind.Index + kind.Length;
        }

        _regex = new Regex(parts.Append(Regex.Escape(pattern[end..])).Append('$').ToString(), RegexOptions.CultureInvariant);
    }

    /// <summary>What holders read.</summary>
    public Text? Text { get; }

    /// <summary>The parts of what the chaincode wrote, each with its kind; <c>null</c>: it has another form.</summary>
    public IReadOnlyList<(string Kind, string Value)>? Match(string written) => _regex.Match(written) is { Success: true } match
        ? [.. _kinds.Select((kind, index) => (kind, match.Groups[index + 1].Value))]
        : null;

    private static string Form(string kind) => kind switch
    {
        "time" => $"({Time})",
        "days" => @"(\d{1,9}) days?",
        "number" => @"(\d{1,9})",
        "seconds" => @"(\d{1,12}) s",
        "coverage" => "([A-Za-z0-9._-]+)",
        "comparison" => "(at least|above|at most|below)",
        "measure" => @"(-?\d{1,19} .+?)",
        "low" => @"(-?\d{1,19})",
        "share" => @"(\d[\d.]*) %",
        "field" => @"(\S+)",
        "list" or "fields" or "index" or "text" => "(.+)",
        _ => throw new ArgumentException($"There is no kind {kind}.", nameof(kind)),
    };

    [GeneratedRegex(@"\{(\w+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
