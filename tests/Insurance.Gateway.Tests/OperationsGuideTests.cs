using System.Text.RegularExpressions;
using Insurance.Gateway.Configuration;
using Microsoft.Extensions.Configuration;

namespace Insurance.Gateway.Tests;

/// <summary>What the documentation shows is what the gateway takes and says.</summary>
public sealed partial class OperationsGuideTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("operations-").FullName;

    [Fact]
    public void Configuration_OfTheGuide_IsAccepted()
    {
        var snippet = Json().Match(Document("operations.md")).Groups[1].Value;
        var file = Path.Combine(directory, "gateway.json");
        File.WriteAllText(file, snippet);
        foreach (var name in Named().Matches(snippet).Select(match => match.Groups[1].Value))
        {
            var path = Path.Combine(directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }

        var settings = SettingsLoader.Load(new ConfigurationBuilder().AddJsonFile(file).Build(), directory);

        settings.Identities.Keys.ShouldBe(["underwriter", "claims-handler", "finance"], ignoreOrder: true);
        settings.Tls.RevocationList.ShouldBe(Path.Combine(directory, "tls", "callers.crl"));
    }

    [Fact]
    public void Codes_OfTheStartChecks_AreAllInTheTable()
    {
        var table = Document("gateway.md");
        var codes = Directory.EnumerateFiles(Path.Combine(Root(), "gateway", "Insurance.Gateway"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct()
            .ToList();

        codes.Count.ShouldBeGreaterThan(15);
        codes.Where(code => !table.Contains($"`{code}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static string Document(string name) => File.ReadAllText(Path.Combine(Root(), "docs", name));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fabric.Insurance.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex("\"((?:tls|identities|keys)/[^\"]+)\"")]
    private static partial Regex Named();

    [GeneratedRegex("Finding\\.(?:Fatal|Waiting|Warning)\\(\\s*\"([A-Z_]+)\"")]
    private static partial Regex Code();
}
