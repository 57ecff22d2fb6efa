namespace Insurance.Cli.Tests.Support;

/// <summary>A test that needs configtxgen.</summary>
public sealed class ConfigTxGenFactAttribute : FactAttribute
{
    public ConfigTxGenFactAttribute() => Skip = ConfigTxGen.Program is null
        ? "configtxgen is neither on the PATH nor in /opt/fabric/bin: that Fabric takes the rendered channel was not tested."
        : null;

    /// <summary>One of Fabric 3.</summary>
    public bool Newer
    {
        get => false;
        set => Skip = value && ConfigTxGen.Newer is null ? "there is no configtxgen in /opt/fabric/3.*/bin: that Fabric 3 takes the rendered channel was not tested." : Skip;
    }
}
