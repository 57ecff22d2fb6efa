namespace EndToEnd.Tests.Running;

/// <summary>A test of what only a network of several processes has: peers and orderers that fail one by one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FabricFactAttribute : FactAttribute
{
    public FabricFactAttribute() => Skip = LedgerUnderTest.IsFabric ? null : "DevLedger is one process; run with INSURE_TEST_NETWORK=fabric.";

    /// <summary>The major release that it takes; 0: the one under test, whichever it is.</summary>
    public int Major
    {
        get => 0;
        set => Skip ??= FabricTools.Folder(value) is null ? $"no Fabric {value} was found beside /opt/fabric/bin or in INSURE_FABRIC_VERSIONS." : null;
    }
}
