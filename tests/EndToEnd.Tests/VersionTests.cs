namespace EndToEnd.Tests;

/// <summary>Every program says of which version it is, which its build took from the repository's tags.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.None)]
public sealed partial class VersionTests
{
    private static readonly string[] All = [Repository.InsureProgram, Repository.DevLedgerProgram, Repository.GatewayProgram];

    public static TheoryData<string> Programs => [.. All];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Version_OfAProgram_IsTheRepositorysAndNothingElse(string program)
    {
        var said = (await ProgramRun.RunAsync(program, new Dictionary<string, string>(), "--version")).ShouldExitWith(0);

        said.Errors.ShouldBeEmpty();
        said.Output.ShouldMatch(Semantic().ToString());
        // What a build says that takes no version from anywhere.
        said.Output.ShouldNotStartWith("1.0.0+");
    }

    [Fact]
    public async Task Version_OfAllPrograms_IsOne()
    {
        var versions = new List<string>();
        foreach (var program in All)
        {
            versions.Add((await ProgramRun.RunAsync(program, new Dictionary<string, string>(), "--version")).ShouldExitWith(0).Output);
        }

        versions.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Version_WhereThereIsNoGit_IsTheFirstOfAll()
    {
        using var folder = new TemporaryHome();
        var dotnet = Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet"
            ? host
            : Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(path => Path.Combine(path, "dotnet")).First(File.Exists);
        File.CreateSymbolicLink(folder.File("sh"), "/bin/sh");
        var environment = new Dictionary<string, string> { ["PATH"] = folder.Path, ["MinVerVersionOverride"] = "" };

        var said = (await ProgramRun.RunAsync(dotnet, environment, "msbuild", Path.Combine(Repository.Root, "gateway", "fabric", "Fabric.Protos"), "-t:MinVer", "-getProperty:Version")).ShouldExitWith(0);

        said.Output.Trim().ShouldBe("0.0.0-alpha.0");
    }

    // Semantic versioning 2.0, one line.
    [GeneratedRegex(@"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?\n$")]
    private static partial Regex Semantic();
}
