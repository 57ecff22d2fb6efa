namespace Fabric.Client.Tests;

public class PublicApiTests
{
    [Theory]
    [InlineData(nameof(Protos.Peer.ChaincodeEvent))]
    public void Names_OfProtosThatProgramsUseBesideTheLibrary_AreNotTakenAgain(string name) =>
        typeof(FabricGateway).Assembly.ExportedTypes.Select(type => type.Name).ShouldNotContain(name);
}
