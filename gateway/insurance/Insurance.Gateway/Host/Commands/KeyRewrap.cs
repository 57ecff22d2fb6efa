namespace Insurance.Gateway.Host.Commands;

/// <summary><c>insurance-gateway rewrap</c>: the second step of replacing a key-encryption key. The gateway may run meanwhile.</summary>
internal static class KeyRewrap
{
    /// <exception cref="ConfigurationException">There are no keys, or they do not fit the store.</exception>
    public static string Run(GatewaySettings settings)
    {
        var protection = settings.PersonalData
            ?? throw new ConfigurationException([$"{GatewaySettings.Section}:PersonalData names no key-encryption key."]);
        using var store = PersonKeyStore.Open(settings.PersonKeys, KeyEncryptionKeys.Load(protection));
        var rewrapped = store.Rewrap();
        var unused = protection.Keys.Keys.Where(id => id != protection.CurrentKey).Order(StringComparer.Ordinal).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{rewrapped} persons' keys are now wrapped with '{protection.CurrentKey}', as are all {store.Count().Values.Sum()}.")
            + (unused.Count == 0 ? "" : $" Take out of the configuration, and destroy when no backup needs it: {string.Join(", ", unused)}.");
    }
}
