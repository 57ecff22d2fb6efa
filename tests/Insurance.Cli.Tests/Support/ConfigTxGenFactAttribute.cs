namespace Insurance.Cli.Tests.Support;

/// <summary>A test that needs configtxgen.</summary>
public sealed class ConfigTxGenFactAttribute : FactAttribute
{
    public ConfigTxGenFactAttribute()
    {
        if (ConfigTxGen.Program is null)
        {
            Skip = "configtxgen is neither on the PATH nor in /opt/fabric/bin: that Fabric takes the rendered channel was not tested.";
        }
    }
}
