using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.xUnit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Architecture.Tests;

/// <summary>Inside Insurance.Gateway imports run downwards only, and folders that lie beside each other do not run in circles.</summary>
public sealed class GatewayLayersTests
{
    private const string Root = "Insurance.Gateway";

    // From the top; those of one line lie beside each other and do not know each other.
    private static readonly string[][] Layers =
    [
        ["Host"],
        ["Transport"],
        ["UseCases"],
        ["Privacy", "Fingerprints", "HolderAccess"],
        ["Foundation"],
    ];

    public static TheoryData<string, string> Upwards()
    {
        var pairs = new TheoryData<string, string>();
        for (var above = 0; above < Layers.Length; above++)
        {
            foreach (var upper in Layers[above])
            {
                foreach (var lower in Layers.Skip(above).SelectMany(layer => layer).Where(layer => layer != upper))
                {
                    pairs.Add(lower, upper);
                }
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Upwards))]
    public void Layer_Lower_DoesNotKnowTheUpper(string lower, string upper) => Types()
        .That().ResideInNamespaceMatching(Within(lower))
        .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(Within(upper)))
        .Check(Ours.Architecture);

    [Fact]
    public void Layers_AllOfThem_HaveTypes() => Layers.SelectMany(layer => layer)
        .Where(layer => !Types().That().ResideInNamespaceMatching(Within(layer)).GetObjects(Ours.Architecture).Any())
        .ShouldBeEmpty();

    [Fact]
    public void Types_OfTheGateway_AreAllInALayer() => Types()
        .That().ResideInAssembly(Ours.Assemblies["insurance-gateway"])
        .And().ResideInNamespaceMatching($@"^{Root.Replace(".", @"\.", StringComparison.Ordinal)}(\.|$)")
        .Should().ResideInNamespaceMatching(Within(string.Join('|', Layers.SelectMany(layer => layer))))
        .Check(Ours.Architecture);

    [Theory]
    [InlineData("Host")]
    [InlineData("Transport")]
    [InlineData("UseCases")]
    [InlineData("Foundation")]
    public void Folders_OfALayer_RunInNoCircle(string layer)
    {
        var slices = SliceRuleDefinition.Slices().Matching($"{Root}.{layer}.(*)");
        slices.GetObjects(Ours.Architecture).Count().ShouldBeGreaterThan(3);
        slices.Should().BeFreeOfCycles().Check(Ours.Architecture);
    }

    private static string Within(string layers) => $@"^{Root.Replace(".", @"\.", StringComparison.Ordinal)}\.({layers})(\.|$)";
}
