using Insurance.Api;
using Insurance.V1;

namespace Assurance.Documents;

/// <summary>Every kind of organization has a row that says what it does; the chaincode's table is written from it.</summary>
public sealed class KindCapabilitiesTests
{
    [Fact]
    public void All_EveryKindOfTheProto_HasARow() =>
        KindCapabilities.All.Select(kind => kind.Kind).ShouldBe(Enum.GetValues<OrganizationKind>().Except([OrganizationKind.Unspecified]));

    [Fact]
    public void Names_AreWhatTheChaincodeCallsThem() => KindCapabilities.All.Select(kind => kind.Name).ShouldBe(
        Tree.Read("chaincode", "domain", "consortium", "enums.gen.go").Split("[...]string{")[1].Split('}')[0].Split('"').Where((_, at) => at % 2 == 1).Skip(1));
}
