namespace EndToEnd.Tests.Running;

/// <summary>
/// Compares what a command printed with a file of this project, line by line. Values that differ between two runs have names there, and
/// blanks that only align a table are two. With INSURE_RECORD=1 the files are written anew, to be looked at before they are committed.
/// </summary>
public static partial class Recording
{
    private const string Beneath = "          ";

    private static readonly (Regex Pattern, string Name)[] Volatile =
    [
        (Hash(), "<hash>"),
        (Time(), "<time>"),
        (Port(), "localhost:<port>"),
        (Pid(), "$1<pid>"),
        (Memory(), "<n> MB"),
        (Milliseconds(), "<n> ms"),
        (Seconds(), "<n> s"),
        (Block(), "$1<n>"),
        (Row(), "<n>"),
        (Height(), "$1<n>"),
        (Soon(), "<n> seconds after"),
        (Counted(), "<n> $1"),
        (Endorsers(), "$1$2<members>"),
        (Blanks(), "  "),
        (Column(), Beneath),
        (Line(), "─"),
    ];

    public static void ShouldBeAsRecorded(IReadOnlyList<string> lines, string name, params (string Value, string Name)[] known)
    {
        var file = Path.Combine(Repository.Root, "tests", "EndToEnd.Tests", "Recordings", name + ".txt");
        var seen = lines.Select(line => Named(line, known)).ToList();
        if (Environment.GetEnvironmentVariable("INSURE_RECORD") == "1")
        {
            File.WriteAllLines(file, seen);
        }

        var recorded = File.ReadAllLines(file);
        for (var line = 0; line < Math.Min(seen.Count, recorded.Length); line++)
        {
            seen[line].ShouldBe(recorded[line], $"line {line + 1} of {name}");
        }

        seen.Count.ShouldBe(recorded.Length, $"lines of {name}");
    }

    private static string Named(string line, IEnumerable<(string Value, string Name)> known)
    {
        foreach (var (value, name) in known)
        {
            line = line.Replace(value, name, StringComparison.Ordinal);
        }

        return Volatile.Aggregate(line, (text, item) => item.Pattern.Replace(text, item.Name)).TrimEnd();
    }

    [GeneratedRegex(@"\b[0-9a-f]{64}\b|\b[0-9a-f]{16}(?=…)|(?<=\bAUTO-)[0-9A-F]{16}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();

    // What is of today, and not of the data.
    [GeneratedRegex(@"\b20(?:2[6-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z|\b20(?:2[6-9]|[3-9]\d)-\d\d-\d\d \d\d:\d\d(?::\d\d)? UTC|\b\d{1,2} [A-Z][a-z]+ 20\d\d, \d\d:\d\d UTC(?:[+-]\d{1,2}(?::\d\d)?)?", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(@"localhost:\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Port();

    [GeneratedRegex(@"^((?:devledger|gateway-\w+) {2,})\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Pid();

    [GeneratedRegex(@"\b\d+ MB", RegexOptions.CultureInvariant)]
    private static partial Regex Memory();

    [GeneratedRegex(@"\b[\d,]+(?:\.\d+)? ms\b", RegexOptions.CultureInvariant)]
    private static partial Regex Milliseconds();

    [GeneratedRegex(@"\b\d+\.\d s\b", RegexOptions.CultureInvariant)]
    private static partial Regex Seconds();

    [GeneratedRegex(@"\b([Bb]lock:? )\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Block();

    // A block's number in the table of a policy's history.
    [GeneratedRegex(@"^\d+(?= {2,}<hash>)", RegexOptions.CultureInvariant)]
    private static partial Regex Row();

    [GeneratedRegex(@"(healthy {2,})\d+(?= {2,})", RegexOptions.CultureInvariant)]
    private static partial Regex Height();

    [GeneratedRegex(@"\b[\d,]+(?:\.\d)? (bytes|blocks|transactions|signatures|seconds after)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Counted();

    // A machine that does much else pays later.
    [GeneratedRegex(@"\b(?:within a second|1 second) after\b", RegexOptions.CultureInvariant)]
    private static partial Regex Soon();

    // Any two satisfy the policy.
    [GeneratedRegex(@"(\bendorsed by )[^;]+|(\b[Aa]n endorser of )\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Endorsers();

    [GeneratedRegex(@"(?<=\S) {2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    // A cell that goes on in a column that is not the first.
    [GeneratedRegex("^ {10,}", RegexOptions.CultureInvariant)]
    private static partial Regex Column();

    [GeneratedRegex("─+", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
