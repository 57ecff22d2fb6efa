namespace Insurance.Consortium.Rendering;

/// <summary>
/// The files of an insurer's key-encryption keys: <c>kek-1.kek</c>, <c>kek-2.kek</c>, … in the folder <c>keys</c> of its gateway, of which
/// the one with the highest number is current. The first is made once and never again: what it protects cannot be read without it.
/// </summary>
internal static class KeyEncryptionKeyFiles
{
    private const int KeyBytes = 32;
    private const string Prefix = "kek-";
    private const string Extension = ".kek";

    /// <summary>Makes the first one where there is none.</summary>
    public static void Ensure(HomeDirectory home, string mspId)
    {
        if (Find(home, mspId).Count == 0)
        {
            KeysInUse.DemandNone(home, mspId, "PersonalData", "key-encryption key", "the personal data of policyholders that it protects cannot be read without it");
            RestrictedFile.WriteSecret(home.KeyEncryptionKey(mspId, Prefix + "1" + Extension), RandomNumberGenerator.GetBytes(KeyBytes));
        }
    }

    /// <summary>Ids and files, the current one last.</summary>
    public static IReadOnlyList<(string Id, string Path)> Find(HomeDirectory home, string mspId)
    {
        var folder = Path.GetDirectoryName(home.KeyEncryptionKey(mspId, "any"))!;
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, Prefix + "*" + Extension).Select(path => (Number: Number(path), path)).Where(item => item.Number > 0)
                .OrderBy(item => item.Number).Select(item => (Path.GetFileNameWithoutExtension(item.path), item.path))]
            : [];
    }

    private static int Number(string path) =>
        int.TryParse(Path.GetFileNameWithoutExtension(path)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
