namespace Insurance.Gateway.Host.StartChecks;

/// <summary>Looks at certificates and keys before anything is begun; finds everything at once.</summary>
internal static class CredentialChecks
{
    /// <summary>How long before a certificate's end the warnings begin.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(30);

    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static IReadOnlyList<Finding> Run(GatewaySettings settings, DateTimeOffset now) =>
        [.. Credential.Of(settings).SelectMany(credential => Of(credential, now)), .. Fingerprints(settings)];

    /// <summary>What the validity of a certificate gives rise to.</summary>
    public static Finding? Validity(string name, X509Certificate2 certificate, DateTimeOffset now)
    {
        var (begins, ends) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        if (now < begins)
        {
            return Finding.Fatal(
                "CERTIFICATE_NOT_YET_VALID",
                $"{name} is valid from {Text(begins)} on; check this machine's clock, or have the certificate issued anew.");
        }

        if (now > ends)
        {
            return Finding.Fatal(
                "CERTIFICATE_EXPIRED", $"{name} expired on {Text(ends)}; have it renewed by its authority and start again.");
        }

        return ends - now >= Notice ? null : Finding.Warning(
            "CERTIFICATE_EXPIRES_SOON",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name} expires on {Text(ends)}, in {(int)(ends - now).TotalDays} days; renew it and start the gateway again before then."));
    }

    private static List<Finding> Of(Credential credential, DateTimeOffset now)
    {
        X509Certificate2Collection certificates;
        try
        {
            certificates = credential.Load();
        }
        catch (ConfigurationException error)
        {
            return [.. error.Problems.Select(problem => Finding.Fatal("CERTIFICATE_UNUSABLE", problem))];
        }

        var findings = new List<Finding>();
        if (credential.Key is null)
        {
            // Of several authorities, one that is over does no harm as long as another is not.
            var latest = certificates.MaxBy(certificate => certificate.NotAfter)!;
            Add(findings, Validity(credential.Name, latest, now));
            return findings;
        }

        Add(findings, Validity(credential.Name, certificates[0], now));
        Add(findings, Pair(credential, certificates[0]));
        Add(findings, Access(credential.KeySetting, credential.Key));
        return findings;
    }

    private static Finding? Pair(Credential credential, X509Certificate2 certificate)
    {
        var key = $"{GatewaySettings.Section}:{credential.KeySetting} ({credential.Key})";
        string pem;
        try
        {
            pem = File.ReadAllText(credential.Key!);
            if (pem.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal))
            {
                return Finding.Fatal("KEY_UNUSABLE", $"{key} is encrypted; the gateway takes no pass phrase, store the key decrypted and readable by its user only.");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Finding.Fatal("KEY_UNUSABLE", $"{key} cannot be read: {error.Message}");
        }

        if (!PemEncoding.TryFind(pem, out _))
        {
            return Finding.Fatal("KEY_UNUSABLE", $"{key} holds no private key in PEM.");
        }

        try
        {
            using var pair = X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), pem);
            return null;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return Finding.Fatal(
                "KEY_MISMATCH",
                $"{key} is not the key of the certificate in {GatewaySettings.Section}:{credential.Setting} ({credential.Certificate}); name the two files that were issued together.");
        }
    }

    private static List<Finding> Fingerprints(GatewaySettings settings)
    {
        var findings = new List<Finding>();
        if (settings.Fingerprints is not { } fingerprints)
        {
            return findings;
        }

        try
        {
            FingerprintKeys.Load(fingerprints);
        }
        catch (ConfigurationException error)
        {
            findings.AddRange(error.Problems.Select(problem => Finding.Fatal("FINGERPRINT_KEY_UNUSABLE", problem)));
        }

        foreach (var (setting, path) in FingerprintKeys.Files(fingerprints))
        {
            Add(findings, Access(setting, path));
        }

        return findings;
    }

    private static Finding? Access(string? setting, string? path) =>
        OperatingSystem.IsWindows() || !File.Exists(path) || (File.GetUnixFileMode(path) & Others) == 0
            ? null
            : Finding.Warning(
                "KEY_READABLE_BY_OTHERS",
                $"{GatewaySettings.Section}:{setting} ({path}) can be read by every user of this machine; chmod 600 it.");

    private static void Add(List<Finding> findings, Finding? finding)
    {
        if (finding is not null)
        {
            findings.Add(finding);
        }
    }

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
