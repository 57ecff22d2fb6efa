namespace Insurance.Consortium.Fabric;

/// <summary>
/// The environment of Fabric's programs. Each of their settings can be overridden by a variable; those of the user's shell
/// do not reach them, or a forgotten <c>export CORE_PEER_ADDRESS</c> would give every peer the same address.
/// </summary>
internal static class FabricEnvironment
{
    /// <summary>The given variables.</summary>
    public static IReadOnlyDictionary<string, string?> Of(params IEnumerable<(string Name, string Value)> variables) =>
        variables.ToDictionary(variable => variable.Name, variable => (string?)variable.Value);
}
