namespace Insurance.Gateway.Tests;

/// <summary>What the documentation shows is what the gateway takes and says.</summary>
public sealed partial class OperationsGuideTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("operations-").FullName;

    [Fact]
    public void Configuration_OfTheGuide_IsAccepted()
    {
        var snippet = Json().Match(Documents.Read("operate/operations.md")).Groups[1].Value;
        var file = Path.Combine(_directory, "gateway.json");
        File.WriteAllText(file, snippet);
        foreach (var name in Named().Matches(snippet).Select(match => match.Groups[1].Value))
        {
            var path = Path.Combine(_directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }

        var settings = SettingsLoader.Load(new ConfigurationBuilder().AddJsonFile(file).Build(), _directory);

        settings.Identities.Keys.ShouldBe(["underwriter", "claims-handler", "finance"], ignoreOrder: true);
        settings.Tls.RevocationList.ShouldBe(Path.Combine(_directory, "tls", "callers.crl"));
    }

    [Fact]
    public void Jobs_OfTheGuide_AreAccepted()
    {
        var snippets = Json().Matches(Documents.Read("operate/operations.md")).Select(match => match.Groups[1].Value).ToList();
        File.WriteAllText(Path.Combine(_directory, "gateway.json"), snippets[0]);
        File.WriteAllText(Path.Combine(_directory, "jobs.json"), snippets.Single(snippet => snippet.Contains("\"Jobs\"", StringComparison.Ordinal)));
        foreach (var name in Named().Matches(snippets[0]).Select(match => match.Groups[1].Value))
        {
            var path = Path.Combine(_directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }

        var files = new ConfigurationBuilder().AddJsonFile(Path.Combine(_directory, "gateway.json")).AddJsonFile(Path.Combine(_directory, "jobs.json"));
        var settings = SettingsLoader.Load(files.Build(), _directory);

        settings.Jobs.Count.ShouldBe(4);
        settings.Jobs[V1.Job.RenewalReminder].DaysBefore.ShouldBe(45);
    }

    [Fact]
    public void Reports_OfFabricsOperators_NameTestsThatAreThere()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .ToLookup(file => Path.GetFileNameWithoutExtension(file)!, File.ReadAllText);
        var rows = Documents.Read("operate/fabric-reports.md").Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2).ToList();

        rows.Select(row => int.Parse(row.Split('|')[1])).ShouldBe(Enumerable.Range(1, rows.Count));
        foreach (var row in rows)
        {
            var named = TestName().Matches(row.Split('|')[4]).Select(match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value)).ToList();
            named.ShouldNotBeEmpty(row);
            var trait = $"[Trait(\"Report\", \"{row.Split('|')[1].Trim()}\")]\n";
            named.ShouldAllBe(test => sources[test.Class].Any(source => Regex.IsMatch(source, $@"{Regex.Escape(trait)} +public (async Task|void) {test.Method}\(")), row);
        }
    }

    [Fact]
    public void Codes_OfTheStartChecks_AreAllInTheTable()
    {
        var table = Documents.Read("integrate/gateway.md");
        var codes = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "gateway", "insurance", "Insurance.Gateway"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct()
            .ToList();

        codes.Count.ShouldBeGreaterThan(15);
        codes.Where(code => !table.Contains($"`{code}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [GeneratedRegex("```json settings(?: part)?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex("\"((?:tls|identities|keys)/[^\"]+)\"")]
    private static partial Regex Named();

    [GeneratedRegex("`(\\w+Tests)\\.(\\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex("Finding\\.(?:Fatal|Waiting|Warning)\\(\\s*\"([A-Z_]+)\"")]
    private static partial Regex Code();
}
