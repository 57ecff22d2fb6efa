namespace Insurance.Gateway.Host.StartChecks;

/// <summary>Looks at what protects personal data before anything is begun.</summary>
internal static class PersonalDataChecks
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    public static IReadOnlyList<Finding> Run(GatewaySettings settings)
    {
        if (settings.PersonalData is not { } protection)
        {
            return settings.Organization.Kind.Can().HoldsRecords
                ? [Finding.Warning(
                    "PERSONAL_DATA_NOT_CONFIGURED",
                    $"{GatewaySettings.Section}:PersonalData names no key-encryption key: policyholders cannot be registered or read here; configure one, of 32 random bytes.")]
                : [];
        }

        return
        [
            .. protection.Keys.Where(key => ReadableByOthers(key.Value)).Select(key => Finding.Warning(
                "KEY_READABLE_BY_OTHERS",
                $"{GatewaySettings.Section}:PersonalData:Keys:{key.Key} ({key.Value}) can be read by every user of this machine; chmod 600 it.")),
            .. Store(settings, protection),
        ];
    }

    /// <summary>The store as it will be opened, and each key in it.</summary>
    private static IReadOnlyList<Finding> Store(GatewaySettings settings, PersonalDataSettings protection)
    {
        try
        {
            var keys = KeyEncryptionKeys.Load(protection);
            if (!File.Exists(settings.PersonKeys) && !new StoreMark(settings.PersonKeys).IsLost)
            {
                // The first start makes it.
                keys.Dispose();
                return [];
            }

            using var store = PersonKeyStore.Open(settings.PersonKeys, keys);
            return store.Damaged() is { Count: > 0 } damaged ? [PersonKeyStore.DamagedKeys(damaged)] : [];
        }
        catch (KeyStoreException error)
        {
            return error.Findings;
        }
    }

    private static bool ReadableByOthers(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0;
}
