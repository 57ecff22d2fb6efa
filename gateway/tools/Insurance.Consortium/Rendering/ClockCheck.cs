namespace Insurance.Consortium.Rendering;

/// <summary>
/// Whether the machine's clock can be right, by what the state directory knows of time. A wrong one would have certificates
/// issued that begin in another year, and the ones that everybody trusts replaced by them.
/// </summary>
public sealed class ClockCheck(HomeDirectory home, TimeProvider time)
{
    /// <summary>A directory that was not used for longer needs a person who says that the clock is right.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromDays(180);

    // Two machines' clocks, or a file system's and ours, may differ by so much.
    private static readonly TimeSpan Tolerance = TimeSpan.FromDays(1);

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Notes that a person, or a check, found the clock right.</summary>
    public void Note() => RestrictedFile.Write(home.ClockFile, Now.ToString("O", CultureInfo.InvariantCulture) + "\n");

    /// <summary>Refuses a clock that contradicts the certificates.</summary>
    /// <exception cref="ConsortiumException">It does; nothing was changed.</exception>
    public void DemandPlausible()
    {
        var certificates = Certificates().Select(path => (Path: path, Read: Read(path))).Where(certificate => certificate.Read is not null)
            .Select(certificate => (certificate.Path, Certificate: certificate.Read!.Value)).ToList();
        foreach (var (path, authority) in certificates.Where(certificate => certificate.Certificate.IsAuthority))
        {
            if (authority.NotBefore > Now + Tolerance)
            {
                throw Behind($"the certificate authority {path} was made on {Text(authority.NotBefore)}");
            }
        }

        var noted = Noted();
        if (noted > Now + Tolerance)
        {
            throw Behind($"{home.Path} was used on {Text(noted.Value)}");
        }

        if (BuildTime() is { } built && built > Now + Tolerance && noted is null)
        {
            throw Behind($"this program was built on {Text(built)}");
        }

        // A certificate is renewed while it is valid, unless its holder is no member any more.
        var last = certificates.Where(certificate => !certificate.Certificate.IsAuthority).Select(certificate => certificate.Certificate.NotAfter).DefaultIfEmpty(DateTimeOffset.MaxValue).Max();
        if (last < Now && (noted is null || Now - noted > Tolerance))
        {
            throw Ahead($"the last of the certificates in {home.Path} ended on {Text(last)}, and would have been renewed long before");
        }
    }

    /// <summary>Refuses a clock that is too far ahead of the last use of the directory, and one that contradicts the certificates.</summary>
    /// <exception cref="ConsortiumException">It is; nothing was changed.</exception>
    public void DemandUse()
    {
        DemandPlausible();
        var newest = Uses().Where(use => use <= Now + Tolerance).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        if (newest > DateTimeOffset.MinValue && Now - newest > LongestRest)
        {
            throw Ahead($"{home.Path} was used last on {Text(newest)}");
        }
    }

    private ConsortiumException Ahead(string evidence) => new(
        ExitCodes.Environment,
        $"CLOCK_AHEAD: the clock says {Text(Now)}, but {evidence}; set the clock right, or, if it is right, run `{Invocation.Of(home, "up --accept-clock")}` once. Nothing was changed");

    private ConsortiumException Behind(string evidence) => new(
        ExitCodes.Environment,
        $"CLOCK_BEHIND: the clock says {Text(Now)}, but {evidence}; set the clock right. Nothing was changed");

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private DateTimeOffset? Noted() =>
        File.Exists(home.ClockFile) && DateTimeOffset.TryParseExact(
            File.ReadAllText(home.ClockFile).Trim(), "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var noted)
            ? noted
            : null;

    /// <summary>When the program was put where it is, which was after it was built.</summary>
    private static DateTimeOffset? BuildTime() =>
        File.Exists(typeof(ClockCheck).Assembly.Location) ? File.GetLastWriteTimeUtc(typeof(ClockCheck).Assembly.Location) : null;

    private IEnumerable<DateTimeOffset> Uses()
    {
        if (Noted() is { } noted)
        {
            yield return noted;
        }

        string[] folders = [home.Path, home.LedgerData, home.Logs];
        foreach (var file in folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Where(file => file != home.LockFile))
        {
            yield return File.GetLastWriteTimeUtc(file);
        }
    }

    private IEnumerable<string> Certificates()
    {
        string[] folders = [home.Organizations, home.Callers];
        return folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(path => path.EndsWith(".crt", StringComparison.Ordinal) || path.EndsWith(Path.Combine("signcerts", "cert.pem"), StringComparison.Ordinal));
    }

    private static (DateTimeOffset NotBefore, DateTimeOffset NotAfter, bool IsAuthority)? Read(string path)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
            return (
                certificate.NotBefore.ToUniversalTime(),
                certificate.NotAfter.ToUniversalTime(),
                certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority));
        }
        catch (CryptographicException)
        {
            // A damaged one is made anew or refused elsewhere; it gives no time.
            return null;
        }
    }
}
