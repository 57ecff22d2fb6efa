namespace Assurance.Documents;

/// <summary>What every document of the repository keeps to: links that lead somewhere, and tables that can be read.</summary>
public sealed partial class PagesTests
{
    // Three lines of a table on a usual screen.
    private const int LongestCell = 300;

    private static readonly string[] NotOurs = ["node_modules", "bin", "obj", "artifacts", ".tools", ".git"];

    public static TheoryData<string> Pages => [.. Files()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Cells_OfTables_AreAtMostThreeLines(string page)
    {
        var rows = Lines(page).Select((line, index) => (Line: index + 1, Text: line)).Where(line => line.Text.StartsWith('|'));

        rows.Where(row => Separator().Split(row.Text.Trim().Trim('|')).Any(cell => Shown(cell).Length > LongestCell))
            .Select(row => row.Line)
            .ShouldBeEmpty($"{page}: a cell of these lines has more than {LongestCell} characters; say the rest below the table");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadToWhatIsThere(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        var dead = Link().Matches(string.Join('\n', Lines(page))).Select(link => link.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(target => !Leads(target.StartsWith('#') ? Path.Combine(Repository.Root, page) : Path.Combine(folder, target.Split('#')[0]), target))
            .ToList();

        dead.ShouldBeEmpty(page);
    }

    [Fact]
    public void Contributing_NamesFilesThatAreThere()
    {
        // With a slash behind each, a folder is found within its files' paths.
        var all = Walk(Repository.Root).Select(file => file + "/").ToList();
        var named = PathSpan().Matches(Tree.Read("CONTRIBUTING.md")).Select(span => span.Groups[1].Value).Distinct().ToList();

        named.Count.ShouldBeGreaterThan(20);
        named.Where(path => !all.Any(file => file.Contains($"/{path}/", StringComparison.Ordinal))).ShouldBeEmpty("no such file; name where it is now");
    }

    private static IEnumerable<string> Files() => Walk(Repository.Root)
        .Where(file => file.EndsWith(".md", StringComparison.Ordinal))
        .Select(file => Path.GetRelativePath(Repository.Root, file))
        // Documents that belong to a product are what its customers get, not pages of ours.
        .Where(file => !file.Contains("/products/", StringComparison.Ordinal) && !file.Contains("/quorum/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>The files of the source tree, without what builds and set-up leave in it.</summary>
    private static IEnumerable<string> Walk(string folder) =>
    [
        .. Directory.EnumerateFiles(folder),
        .. new DirectoryInfo(folder).EnumerateDirectories()
            .Where(inner => inner.LinkTarget is null && !NotOurs.Contains(inner.Name))
            .SelectMany(inner => Walk(inner.FullName)),
    ];

    /// <summary>The lines outside code.</summary>
    private static IEnumerable<string> Lines(string page)
    {
        var isCode = false;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, page)))
        {
            isCode ^= line.StartsWith("```", StringComparison.Ordinal);
            yield return isCode ? "" : line;
        }
    }

    /// <summary>A cell without the signs that no reader sees.</summary>
    private static string Shown(string cell) => Target().Replace(cell.Replace("`", "", StringComparison.Ordinal), "]").Trim();

    private static bool Leads(string file, string target)
    {
        if (!File.Exists(file) && !Directory.Exists(file))
        {
            return false;
        }

        return !target.Contains('#', StringComparison.Ordinal) || !file.EndsWith(".md", StringComparison.Ordinal)
            || Lines(Path.GetRelativePath(Repository.Root, file)).Where(line => line.StartsWith('#')).Select(Anchor).Contains(target.Split('#')[1]);
    }

    /// <summary>The anchor that a heading gets where pages are shown.</summary>
    private static string Anchor(string heading) =>
        NotInAnchors().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Separator();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\]\([^)\s]+\)")]
    private static partial Regex Target();

    // `a/folder/of/ours`, `file.go`.
    [GeneratedRegex(@"`([\w.-]+(?:/[\w.-]+)+|[\w.-]+\.(?:cs|go|json|md|proto|txt|yaml))`")]
    private static partial Regex PathSpan();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
