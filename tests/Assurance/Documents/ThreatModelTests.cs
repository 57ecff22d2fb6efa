namespace Assurance.Documents;

/// <summary>Every row of the threat model names a test that exists, or says why there is none.</summary>
public sealed partial class ThreatModelTests
{
    private readonly string _page = Tree.Read("docs", "operate", "threat-model.md");

    [Fact]
    public void Rows_NameTestsThatExist()
    {
        var missing = Named().Matches(_page).Select(match => match.Groups[1].Value).Distinct().Where(name => !Exists(name)).ToList();

        missing.ShouldBeEmpty("named in docs/operate/threat-model.md and found in no test");
    }

    [Fact]
    public void Rows_HaveATestOrTheReasonWhyNot()
    {
        var rows = _page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal) && !line.StartsWith("| who ", StringComparison.Ordinal) && !line.StartsWith("| attack ", StringComparison.Ordinal)).ToList();

        rows.Count.ShouldBeGreaterThan(40);
        rows.Where(row => !Named().IsMatch(row) && !row.Contains("no test: ", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Chapters_AreThereForEverybody()
    {
        foreach (var who in new[] { "broker", "policyholder", "member", "administrator", "regulator", "ordering", "operator", "Anyone" })
        {
            _page.Split('\n').ShouldContain(line => line.StartsWith("## ", StringComparison.Ordinal) && line.Contains(who, StringComparison.OrdinalIgnoreCase), who);
        }
    }

    /// <summary>A method of a test class (Class.Method), a Go test (package: TestName), or a file of tests.</summary>
    private static bool Exists(string name)
    {
        if (name.StartsWith("Test", StringComparison.Ordinal) || name.StartsWith("Fuzz", StringComparison.Ordinal))
        {
            return GoTests.Value.Contains($"func {name}(", StringComparison.Ordinal);
        }

        var parts = name.Split('.');
        return Classes.Value[parts[0]].Any(text => parts.Length == 1 || Regex.IsMatch(text, $@"\b{Regex.Escape(parts[1])}\("));
    }

    private static readonly Lazy<string> GoTests = new(() => string.Concat(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "chaincode"), "*_test.go", SearchOption.AllDirectories).Select(File.ReadAllText)));

    /// <summary>The text of each class of tests, by name.</summary>
    private static readonly Lazy<ILookup<string, string>> Classes = new(() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .ToLookup(file => Path.GetFileName(file).Split('.')[0], File.ReadAllText));

    // `Class.Method` or `TestName` in code spans.
    [GeneratedRegex("`((?:Test|Fuzz)[A-Z]\\w*|\\w+Tests(?:\\.\\w+)?)`")]
    private static partial Regex Named();
}
