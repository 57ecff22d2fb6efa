namespace Fabric.DevLedger.Tests;

/// <summary>Whose pending private values give way when there are too many.</summary>
public class TransientStoreTests
{
    [Fact]
    public void Add_OfOneOrganizationWithoutEnd_LeavesTheOthersTheirs()
    {
        var store = new TransientStore(100_000);
        store.Add("Org2MSP", "other", Values(5_000));
        for (var i = 0; i < 1_000; i++)
        {
            store.Add("Org1MSP", $"t{i}", Values(5_000));
        }

        store.TryGet("other", out _).ShouldBeTrue();
        store.TryGet("t0", out _).ShouldBeFalse();
        store.TryGet("t999", out _).ShouldBeTrue();
        Enumerable.Range(0, 1_000).Count(i => store.TryGet($"t{i}", out _)).ShouldBeInRange(10, 20);
    }

    [Fact]
    public void Remove_GivesMemoryBack()
    {
        var store = new TransientStore(20_000);
        for (var i = 0; i < 100; i++)
        {
            store.Add("Org1MSP", $"t{i}", Values(5_000));
            store.TryGet("kept", out _).ShouldBe(i > 0);
            store.Remove($"t{i}");
            store.Add("Org1MSP", "kept", Values(5_000));
        }
    }

    private static PrivateWriteSet[] Values(int size) => [new("basic", "secret", [new PrivateWrite("k", new byte[size])], [])];
}
