using System.Text.RegularExpressions;
using Insurance.Api;
using Insurance.V1;

namespace Assurance.Documents;

/// <summary>What a kind of organization does is the same for the chaincode, the gateways and the command.</summary>
public sealed partial class KindCapabilitiesTests
{
    [Fact]
    public void Capabilities_Chaincode_HasTheSame()
    {
        var rows = Row().Matches(Tree.Read("chaincode", "domain", "consortium", "kind.go"));

        rows.Select(row => $"{row.Groups["name"].Value}: {row.Groups["capabilities"].Value}")
            .Where(row => row != "unspecified: ")
            .ShouldBe(KindCapabilities.All.Select(kind => $"{kind.Name}: {string.Join(", ", Of(kind))}"));
    }

    [Fact]
    public void All_EveryKindOfTheProto_HasARow() =>
        KindCapabilities.All.Select(kind => kind.Kind).ShouldBe(Enum.GetValues<OrganizationKind>().Except([OrganizationKind.Unspecified]));

    private static IEnumerable<string> Of(KindCapabilities kind)
    {
        if (kind.Writes)
        {
            yield return "Writes: true";
        }

        if (kind.Endorses)
        {
            yield return "Endorses: true";
        }

        if (kind.HoldsRecords)
        {
            yield return "HoldsRecords: true";
        }
    }

    [GeneratedRegex("""\{"ORGANIZATION_KIND_\w+", "(?<name>\w+)", Capabilities\{(?<capabilities>[^}]*)\}\}""")]
    private static partial Regex Row();
}
