using Fabric.PublicApi;

namespace Fabric.Client.Tests;

public class PublicApiTests
{
    [Fact]
    public void PublicSurface_IsTheOneCheckedIn()
    {
        var (expected, actual) = PublicApiList.Compare(typeof(FabricGateway).Assembly);
        actual.ShouldBe(expected, $"To accept the change, run this test with {PublicApiList.UpdateVariable}=1 and commit PublicApi.txt.");
    }
}
