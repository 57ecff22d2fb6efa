using Fabric.PublicApi;

namespace Fabric.Msp.Tests;

public class PublicApiTests
{
    [Fact]
    public void PublicSurface_IsTheOneCheckedIn()
    {
        var (expected, actual) = PublicApiList.Compare(typeof(MspVerifier).Assembly);
        actual.ShouldBe(expected, $"To accept the change, run this test with {PublicApiList.UpdateVariable}=1 and commit PublicApi.txt.");
    }
}
