namespace EndToEnd.Tests.Running;

/// <summary>A test of what only a network of several processes has: peers and orderers that fail one by one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FabricFactAttribute : FactAttribute
{
    public FabricFactAttribute()
    {
        if (!LedgerUnderTest.IsFabric)
        {
            Skip = "DevLedger is one process; run with INSURE_TEST_NETWORK=fabric.";
        }
    }
}
