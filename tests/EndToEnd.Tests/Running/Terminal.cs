namespace EndToEnd.Tests.Running;

/// <summary>Runs <c>insure</c> on a terminal of 80 columns.</summary>
public static partial class Terminal
{
    public const int Columns = 80;

    /// <summary>The output without progress and errors.</summary>
    /// <param name="kind">What TERM says.</param>
    /// <param name="arguments">Of the command; none needs quotes.</param>
    public static Task<CommandResult> RunAsync(string kind, params string[] arguments) => ProgramRun.RunAsync(
        "script",
        new Dictionary<string, string> { ["TERM"] = kind },
        "--quiet", "--return", "--command", $"stty cols {Columns} rows 50; {Repository.InsureProgram} {string.Join(' ', arguments)} 2>/dev/null", "/dev/null");

    /// <summary>Lines as they are seen.</summary>
    public static IReadOnlyList<string> Seen(string output) =>
        [.. Escape().Replace(output, "").Split('\n').Select(line => line.TrimEnd('\r'))];

    /// <summary>
    /// The lines as they were before they were fitted to the terminal: sentences in one line, rows of a table with lines in one, its cells
    /// between bars. A number is as long as it is, and moves the breaks after it.
    /// </summary>
    public static IReadOnlyList<string> Unwrapped(IReadOnlyList<string> seen)
    {
        var (lines, last) = (new List<string>(), "");
        foreach (var line in seen)
        {
            if (line.StartsWith('│') && lines.Count > 0 && lines[^1].StartsWith('│') && (Cells(line)[1].Length == 0 || lines[^2].StartsWith('╭')))
            {
                lines[^1] = "│ " + string.Join(" │ ", Cells(lines[^1]).Zip(Cells(line), (above, below) => $"{above} {below}".Trim())) + " │";
            }
            else if (lines.Count > 0 && IsBreak(last, line))
            {
                lines[^1] += " " + line.TrimStart();
            }
            else
            {
                lines.Add(line);
            }

            last = line;
        }

        return lines;
    }

    public static bool HasEscapes(string output) => output.Contains('\u001b', StringComparison.Ordinal);

    private static List<string> Cells(string row) => [.. row.Split('│', StringSplitOptions.TrimEntries)[1..^1]];

    // No further word would have fitted into the line before.
    private static bool IsBreak(string before, string line) => before.Length > 0 && line.Length > 0 && !IsOfTable(line) && !IsOfTable(before)
        && Indent(before) == Indent(line) && before.Length + 1 + FirstWord().Match(line.TrimStart()).Length > Columns;

    private static bool IsOfTable(string line) => line[0] is '│' or '╭' or '├' or '╰';

    private static int Indent(string line) => line.Length - line.TrimStart().Length;

    // A number and its unit are one, as a date and its time.
    [GeneratedRegex(@"^(?:\(?[-\d.,:]*\d )*\S+", RegexOptions.CultureInvariant)]
    private static partial Regex FirstWord();

    [GeneratedRegex(@"\u001b(?:\[[0-9;?]*[A-Za-z]|[=>])", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
