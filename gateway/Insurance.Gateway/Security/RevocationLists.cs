using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fabric.Msp;
using Insurance.Gateway.Configuration;
using Insurance.Gateway.StartChecks;

namespace Insurance.Gateway.Security;

/// <summary>The revocation lists of the callers' authorities.</summary>
public sealed class RevocationLists
{
    private const string Setting = SettingsLoader.Section + ":Tls:RevocationList";

    private RevocationLists(IReadOnlyList<string> staff, IReadOnlyList<string> brokers, IReadOnlyList<DateTimeOffset> ends, string path)
    {
        Staff = staff;
        Brokers = brokers;
        Ends = ends;
        Path = path;
    }

    /// <summary>None at all.</summary>
    public static RevocationLists None { get; } = new([], [], [], "");

    /// <summary>Those of the staff's authorities, in PEM.</summary>
    public IReadOnlyList<string> Staff { get; }

    /// <summary>Those of the brokers' authorities, in PEM.</summary>
    public IReadOnlyList<string> Brokers { get; }

    /// <summary>When each of them was to be replaced by a newer one.</summary>
    private IReadOnlyList<DateTimeOffset> Ends { get; }

    private string Path { get; }

    /// <summary>Reads a file's text.</summary>
    /// <returns>The lists, or what is wrong with them.</returns>
    public static (RevocationLists? Lists, Finding? Problem) Read(string path, string text, CallerAuthorities authorities)
    {
        var (staff, brokers, ends) = (new List<string>(), new List<string>(), new List<DateTimeOffset>());
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
            if (list.NextUpdate is { } end)
            {
                ends.Add(end);
            }
        }

        return staff.Count + brokers.Count > 0 && text.AsSpan().Trim().IsEmpty
            ? (new RevocationLists(staff, brokers, ends, path), null)
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

    /// <summary>What an old list gives rise to.</summary>
    public Finding? Outdated(DateTimeOffset now)
    {
        var over = Ends.Where(end => end < now).ToList();
        return over.Count == 0 ? null : Finding.Warning(
            "REVOCATION_LIST_OUTDATED",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Setting} ({Path}) was to be replaced by {over.Min().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}; whom the authority has revoked since is still let in: fetch its newest list."));
    }

    private static Finding Unreadable(string path, string why) => Finding.Fatal(
        "REVOCATION_LIST_UNREADABLE", $"{Setting} ({path}) cannot be read: {why}");
}
