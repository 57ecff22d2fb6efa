namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>Where a node keeps its keys: in files of its MSP directory. For an HSM see docs/operate/operations.md.</summary>
internal static class CryptoProvider
{
    public static Dictionary<string, object> Software() => new()
    {
        ["Default"] = "SW",
        ["SW"] = new Dictionary<string, object> { ["Hash"] = "SHA2", ["Security"] = 256 },
    };
}
