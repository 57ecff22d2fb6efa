namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>
/// The core.yaml of Fabric's command line tools. Who calls and which peer is asked come from the environment:
/// CORE_PEER_LOCALMSPID, CORE_PEER_MSPCONFIGPATH, CORE_PEER_ADDRESS, CORE_PEER_TLS_ROOTCERT_FILE.
/// </summary>
internal static class ToolsConfiguration
{
    public static string Render() => YamlText.Render(new()
    {
        ["peer"] = new Dictionary<string, object>
        {
            ["localMspType"] = "bccsp",
            ["BCCSP"] = CryptoProvider.Software(),
            ["tls"] = new Dictionary<string, object> { ["enabled"] = true, ["clientAuthRequired"] = false },
            ["client"] = new Dictionary<string, object> { ["connTimeout"] = "10s" },
            ["keepalive"] = new Dictionary<string, object>
            {
                ["client"] = new Dictionary<string, object> { ["interval"] = "60s", ["timeout"] = "20s" },
            },
        },
        ["vm"] = new Dictionary<string, object> { ["endpoint"] = "" },
    });
}
