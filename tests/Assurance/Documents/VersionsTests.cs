using System.Xml.Linq;

namespace Assurance.Documents;

/// <summary>docs/operate/versions.md says what the files that decide say.</summary>
public sealed partial class VersionsTests
{
    private readonly string _page = Tree.Read("docs", "operate", "versions.md");

    [Fact]
    public void NuGetPackages_AreThePinnedOnes() =>
        Tree.Table(_page, "## NuGet packages").Select(row => (row[0], row[1])).ShouldBe(Pinned());

    [Fact]
    public void NuGetPackages_HaveTheLicencesThatTheySay()
    {
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var found = 0;
        foreach (var row in Tree.Table(_page, "## NuGet packages"))
        {
            var name = row[0].ToLowerInvariant();
            var file = Path.Combine(folder, name, row[1], name + ".nuspec");
            if (File.Exists(file))
            {
                found++;
                Licence(file).ShouldBe(row[2], row[0]);
            }
        }

        found.ShouldBeGreaterThan(8);
    }

    [Fact]
    public void NuGetPackages_ThatArePinned_AreUsed()
    {
        var used = new[] { "*.*proj", "Directory.Build.props" }
            .SelectMany(pattern => Directory.EnumerateFiles(Repository.Root, pattern, SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Reference().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .ToHashSet();

        Pinned().Select(package => package.Name).Where(name => !used.Contains(name)).ShouldBeEmpty("pinned and used by no project");
    }

    [Fact]
    public void GoModules_AreThoseOfGoMod()
    {
        var required = Required().Matches(Tree.Read("chaincode", "go.mod")).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

        Tree.Table(_page, "## Go modules").Select(row => (row[0], row[1])).ShouldBe(required, ignoreOrder: true);
    }

    [Fact]
    public void NpmPackages_AreThoseOfTheTests()
    {
        var named = new[] { "tests/node", "tests/Insurance.Gateway.Tests/Interop/node" }.SelectMany(folder =>
        {
            using var package = JsonDocument.Parse(Tree.Read(folder, "package.json"));
            return package.RootElement.GetProperty("dependencies").EnumerateObject().Select(dependency => (dependency.Name, dependency.Value.GetString()!, folder)).ToList();
        });

        Tree.Table(_page, "## npm packages (tests only)").Select(row => (row[0], row[1], row[3])).ShouldBe(named, ignoreOrder: true);
    }

    [Fact]
    public void NpmPackages_OfTheExample_AreThoseThatItIsTestedWith()
    {
        using var example = JsonDocument.Parse(Tree.Read("examples", "clients", "node", "package.json"));
        using var tests = JsonDocument.Parse(Tree.Read("tests", "Insurance.Gateway.Tests", "Interop", "node", "package.json"));

        JsonElement.DeepEquals(example.RootElement.GetProperty("dependencies"), tests.RootElement.GetProperty("dependencies")).ShouldBeTrue();
    }

    [Fact]
    public void Tools_AreThoseThatTheScriptsAccept()
    {
        var rows = Tree.Table(_page, "# Accepted versions").ToDictionary(row => row[0], row => row[1]);
        var go = Tree.Read("eng", "go-versions").Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToList();
        using var sdk = JsonDocument.Parse(Tree.Read("global.json"));

        rows["Go"].ShouldBe(string.Join(", ", go) + ", and newer");
        rows[".NET SDK"].ShouldContain(sdk.RootElement.GetProperty("sdk").GetProperty("version").GetString()!);
        _page.ShouldContain($"containers: {FabricImage().Match(Tree.Read("docker-compose-fabric.yml")).Groups[1].Value}.");
        _page.ShouldContain($"`go.mod` says `{GoLine().Match(Tree.Read("chaincode", "go.mod")).Value}`");
        rows["staticcheck"].ShouldBe(Staticcheck().Match(Tree.Read("eng", "test")).Groups[1].Value);
        foreach (var package in Debian().Match(Tree.Read("gateway", "insurance", "Insurance.Gateway", "Dockerfile")).Groups[1].Value.Split(' '))
        {
            _page.ShouldContain(package);
        }
    }

    [Fact]
    public void GoVersions_OlderOnes_AreRefusedWithAMessage()
    {
        using var home = new TemporaryHome();
        var fake = home.File("go");
        File.WriteAllText(fake, "#!/bin/sh\n[ \"$*\" = 'env GOVERSION' ] && echo go1.23.5\n");
        File.SetUnixFileMode(fake, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var (code, said) = Script($"PATH={home.Path}:/usr/bin:/bin; . eng/common.sh; tools={home.Path}; all_go() {{ command -v go; }}; find_go && exit 9; use_go");

        code.ShouldBe(1, said);
        said.ShouldContain($"no supported Go (1.26 or newer; eng/go-versions): {fake} is go1.23.5; run eng/setup");
    }

    /// <summary>What a package names, or is in the file that it names.</summary>
    private static string Licence(string package)
    {
        var element = XDocument.Load(package).Descendants().Single(element => element.Name.LocalName == "license");
        if (element.Attribute("type")!.Value != "file")
        {
            return element.Value;
        }

        var lines = File.ReadLines(Path.Combine(Path.GetDirectoryName(package)!, element.Value)).Select(line => line.Trim()).Where(line => line.Length > 0).Take(2);
        return string.Join(' ', lines) is "Apache License Version 2.0, January 2004" ? "Apache-2.0" : element.Value;
    }

    private static (int Code, string Said) Script(string text)
    {
        using var bash = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", ["-c", text])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardError = true,
        })!;
        var said = bash.StandardError.ReadToEnd();
        bash.WaitForExit();
        return (bash.ExitCode, said);
    }

    private static IReadOnlyList<(string Name, string Version)> Pinned() =>
        [.. Version().Matches(Tree.Read("Directory.Packages.props")).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    [GeneratedRegex("PackageVersion Include=\"([^\"]*)\" Version=\"([^\"]*)\"")]
    private static partial Regex Version();

    [GeneratedRegex("(?:PackageReference|PackageDownload) Include=\"([^\"]*)\"")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^\t(\S+) (v\S+)", RegexOptions.Multiline)]
    private static partial Regex Required();

    [GeneratedRegex("hyperledger/fabric-peer:([0-9.]+)")]
    private static partial Regex FabricImage();

    [GeneratedRegex("^go [0-9.]+$", RegexOptions.Multiline)]
    private static partial Regex GoLine();

    [GeneratedRegex("cmd/staticcheck@(v[0-9.]+)")]
    private static partial Regex Staticcheck();

    [GeneratedRegex("--no-install-recommends ([^\\n\\\\]*[^ \\n\\\\])")]
    private static partial Regex Debian();
}
