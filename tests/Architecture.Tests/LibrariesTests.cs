using System.Text.RegularExpressions;
using ArchUnitNET.xUnit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Architecture.Tests;

/// <summary>What is under gateway/fabric is anybody's who uses Fabric.</summary>
public sealed partial class LibrariesTests
{
    public static TheoryData<string> OfFabric => [.. Ours.OfFabric.Select(assembly => assembly.GetName().Name!)];

    [Fact]
    public void Libraries_OfFabric_AreAllLookedAt() => OfFabric.Count.ShouldBe(
        Directory.GetFiles(Path.Combine(SourceTree.Root, "gateway", "fabric"), "*.csproj", SearchOption.AllDirectories).Length);

    [Theory]
    [MemberData(nameof(OfFabric))]
    public void Fabric_Library_KnowsNoTypeOfInsurance(string name)
    {
        var insurance = Types().That().ResideInNamespaceMatching(@"^Insurance(\.|$)");
        insurance.GetObjects(Ours.Architecture).ShouldNotBeEmpty();
        Types().That().ResideInAssembly(Ours.Assemblies[name]).Should().NotDependOnAny(insurance).Check(Ours.Architecture);
    }

    [Theory]
    [MemberData(nameof(OfFabric))]
    public void Fabric_Library_ReferencesNoAssemblyOfInsurance(string name) =>
        References(Ours.Assemblies[name]).ShouldNotContain(reference => reference.StartsWith("Insurance.", StringComparison.Ordinal));

    [Theory]
    [InlineData("Fabric.Audit", "devledger")]
    [InlineData("devledger", "Fabric.Audit")]
    public void Audit_AndDevLedger_DoNotKnowEachOther(string one, string other) => Types()
        .That().ResideInAssembly(Ours.Assemblies[one])
        .Should().NotDependOnAny(Types().That().ResideInAssembly(Ours.Assemblies[other]))
        .Check(Ours.Architecture);

    [Fact]
    public void Fabric_Sources_HaveNoWordOfInsurance()
    {
        var files = new[] { "*.cs", "*.md" }
            .SelectMany(pattern => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "gateway", "fabric"), pattern, SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .ToList();

        files.Count.ShouldBeGreaterThan(200);
        files.SelectMany(file => Words().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetRelativePath(SourceTree.Root, file)}: {match.Value}")).ShouldBeEmpty();
    }

    // Claims and quotes are words of everybody's, and policies Fabric's own.
    [GeneratedRegex(@"(?<!Fabric\.)\b(insur|reinsur|underwrit|policyholder|premium|cedent|bordereau|brokers?\b|treat(y|ies)\b)\w*", RegexOptions.IgnoreCase)]
    private static partial Regex Words();

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
}
