namespace Insurance.Gateway.Transport.Authentication;

/// <summary>The revocation lists of the callers' authorities.</summary>
internal sealed class RevocationLists
{
    private const string Setting = GatewaySettings.Section + ":Tls:RevocationList";

    // An authority's clock and this one's may differ a little.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private RevocationLists(
        IReadOnlyList<string> staff, IReadOnlyList<string> brokers, IReadOnlyList<DateTimeOffset> ends, IReadOnlyDictionary<string, DateTimeOffset> issued, string path)
    {
        Staff = staff;
        Brokers = brokers;
        Ends = ends;
        Issued = issued;
        Path = path;
    }

    /// <summary>None at all.</summary>
    public static RevocationLists None { get; } = new([], [], [], new Dictionary<string, DateTimeOffset>(), "");

    /// <summary>Those of the staff's authorities, in PEM.</summary>
    public IReadOnlyList<string> Staff { get; }

    /// <summary>Those of the brokers' authorities, in PEM.</summary>
    public IReadOnlyList<string> Brokers { get; }

    /// <summary>When each of them was to be replaced by a newer one.</summary>
    private IReadOnlyList<DateTimeOffset> Ends { get; }

    /// <summary>When the newest list of each authority was issued, by its name.</summary>
    private IReadOnlyDictionary<string, DateTimeOffset> Issued { get; }

    private string Path { get; }

    /// <summary>Reads a file's text.</summary>
    /// <returns>The lists, or what is wrong with them.</returns>
    public static (RevocationLists? Lists, Finding? Problem) Read(string path, string text, CallerAuthorities authorities)
    {
        var (staff, brokers, ends) = (new List<string>(), new List<string>(), new List<DateTimeOffset>());
        var issued = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (PemEncoding.TryFind(text, out var fields))
        {
            var pem = text[fields.Location];
            text = text[fields.Location.End..];
            RevocationList list;
            try
            {
                list = RevocationList.FromPem(pem);
            }
            catch (CryptographicException error)
            {
                return (null, Unreadable(path, error.Message));
            }

            var whose = authorities.Staff.Any(list.IsOf) ? staff : authorities.Brokers.Any(list.IsOf) ? brokers : null;
            if (whose is null)
            {
                return (null, Finding.Fatal(
                    "REVOCATION_LIST_FOREIGN",
                    $"{Setting} ({path}) holds a list of '{list.IssuerName}', signed by none of the authorities in Tls:ClientCa and Tls:BrokerCa; put the lists of those authorities there."));
            }

            whose.Add(pem);
            issued[list.IssuerName] = issued.TryGetValue(list.IssuerName, out var other) && other > list.ThisUpdate ? other : list.ThisUpdate;
            if (list.NextUpdate is { } end)
            {
                ends.Add(end);
            }
        }

        return staff.Count + brokers.Count > 0 && text.AsSpan().Trim().IsEmpty
            ? (new RevocationLists(staff, brokers, ends, issued, path), null)
            : (null, Unreadable(path, "It holds no revocation list in PEM, or something else beside it."));
    }

    /// <summary>Reads a file.</summary>
    public static (RevocationLists? Lists, Finding? Problem) Read(string path, CallerAuthorities authorities)
    {
        try
        {
            return Read(path, File.ReadAllText(path), authorities);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, Unreadable(path, error.Message));
        }
    }

    /// <summary>What is wrong with lists that take the place of others: one that is older lets in again whom its authority has revoked since.</summary>
    public Finding? Older(RevocationLists than)
    {
        foreach (var (authority, time) in Issued)
        {
            if (than.Issued.TryGetValue(authority, out var newer) && time < newer)
            {
                return Finding.Fatal("REVOCATION_LIST_OLDER", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Setting} ({Path}) holds a list of '{authority}' of {Text(time)}, and the one in force is of {Text(newer)}; fetch the newest. To go back to an older one on purpose, restart the gateway."));
            }
        }

        return null;
    }

    /// <summary>What a list gives rise to that is old, or is of a time that is yet to come.</summary>
    public Finding? Outdated(DateTimeOffset now)
    {
        if (Issued.FirstOrDefault(list => list.Value > now + Skew) is { Key: { } ahead, Value: var issued })
        {
            return Finding.Warning("REVOCATION_LIST_AHEAD", string.Create(
                CultureInfo.InvariantCulture,
                $"{Setting} ({Path}) holds a list of '{ahead}' of {Text(issued)}, which is yet to come: whatever that authority issues before is taken for older; set the clocks right."));
        }

        var over = Ends.Where(end => end < now).ToList();
        return over.Count == 0 ? null : Finding.Warning(
            "REVOCATION_LIST_OUTDATED",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Setting} ({Path}) was to be replaced by {Text(over.Min())}; whom the authority has revoked since is still let in: fetch its newest list."));
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Finding Unreadable(string path, string why) => Finding.Fatal(
        "REVOCATION_LIST_UNREADABLE", $"{Setting} ({path}) cannot be read: {why}");
}
