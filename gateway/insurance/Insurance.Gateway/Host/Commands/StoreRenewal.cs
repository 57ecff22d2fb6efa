namespace Insurance.Gateway.Host.Commands;

/// <summary>
/// <c>insurance-gateway begin-anew person-keys | holders</c>: the one way to an empty store where there was one. What is there is kept under
/// another name.
/// </summary>
internal static class StoreRenewal
{
    public const string PersonKeys = "person-keys";
    public const string Holders = "holders";

    /// <exception cref="ConfigurationException">A gateway runs on the store, or the key-encryption keys cannot be used.</exception>
    public static string Run(GatewaySettings settings, string store, TimeProvider clock)
    {
        var path = store == Holders ? settings.HolderGrants : settings.PersonKeys;
        if (store == PersonKeys && settings.PersonalData is null)
        {
            throw new ConfigurationException([$"{GatewaySettings.Section}:PersonalData names no key-encryption key."]);
        }

        if (StoreOwner.IsOpen(settings.PersonKeys))
        {
            throw new ConfigurationException([$"A gateway runs with {settings.StateDirectory}; stop it first."]);
        }

        var kept = clock.GetUtcNow().ToString(".'before-'yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var moved = new[] { path, path + "-wal", path + "-shm", new StoreMark(path).File }.Where(File.Exists).ToList();
        moved.ForEach(file => File.Move(file, file + kept));
        if (store == PersonKeys)
        {
            using var made = PersonKeyStore.Open(path, KeyEncryptionKeys.Load(settings.PersonalData!));
            made.AcceptEmpty(clock.GetUtcNow());
        }

        return moved.Count == 0 ? $"{path} begins empty." : $"{path} begins empty. What was there is kept beside it with the ending {kept}.";
    }
}
