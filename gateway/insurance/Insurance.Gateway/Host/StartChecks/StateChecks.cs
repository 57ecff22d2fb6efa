namespace Insurance.Gateway.Host.StartChecks;

/// <summary>Looks at what the state directory should hold, besides the persons' keys.</summary>
internal static class StateChecks
{
    public static IReadOnlyList<Finding> Run(GatewaySettings settings) =>
        HolderGrantStore.Missing(settings.HolderGrants) is { } missing ? [missing] : [];
}
