using System.Collections;

namespace Insurance.Cli.Fabric;

/// <summary>
/// The environment of Fabric's programs. Each of their settings can be overridden by a variable; those of the user's shell
/// must not, or a forgotten <c>export CORE_PEER_ADDRESS</c> would give every peer the same address.
/// </summary>
internal static class FabricEnvironment
{
    private static readonly string[] Prefixes = ["CORE_", "ORDERER_", "CONFIGTX_", "FABRIC_CFG_", "CHAINCODE_"];

    /// <summary>The given variables, and a null for each inherited one that must go.</summary>
    public static IReadOnlyDictionary<string, string?> Of(params IEnumerable<(string Name, string Value)> variables)
    {
        var result = new Dictionary<string, string?>();
        foreach (DictionaryEntry inherited in Environment.GetEnvironmentVariables())
        {
            var name = (string)inherited.Key;
            if (Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                result[name] = null;
            }
        }

        foreach (var (name, value) in variables)
        {
            result[name] = value;
        }

        return result;
    }
}
