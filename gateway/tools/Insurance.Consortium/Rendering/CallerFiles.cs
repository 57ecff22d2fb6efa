namespace Insurance.Consortium.Rendering;

/// <summary>The certificates of an organization's callers, whoever named them: a description of the consortium or a command.</summary>
public static class CallerFiles
{
    /// <summary>Everybody who has one.</summary>
    public static IReadOnlyList<string> Names(HomeDirectory home, string mspId) => Directory.Exists(home.CallersOf(mspId))
        ? [.. Directory.EnumerateFiles(home.CallersOf(mspId), "*.crt").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!]
        : [];

    /// <summary>Issues anew what ends soon and was not taken back.</summary>
    public static void Renew(HomeDirectory home, string mspId, params OrganizationMaterial[] authorities)
    {
        foreach (var name in Names(home, mspId))
        {
            Array.ForEach(authorities, authority => authority.RenewCaller(name));
        }
    }

    /// <summary>Puts the revocation lists of the authorities where the gateway reads them, again and again while it runs.</summary>
    public static void Publish(HomeDirectory home, string mspId, params string[] lists) =>
        RestrictedFile.Write(home.CallersRevocationList(mspId), string.Concat(lists));
}
