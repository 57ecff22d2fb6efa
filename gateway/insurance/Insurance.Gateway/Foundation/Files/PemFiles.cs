namespace Insurance.Gateway.Foundation.Files;

/// <summary>Loads the PEM files of the configuration and says which one is wrong.</summary>
internal static class PemFiles
{
    public static X509Certificate2Collection Certificates(string path, string setting) => Load(path, setting, () =>
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(path);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("It holds no certificate.");
    });

    public static X509Certificate2 WithKey(string certificate, string key, string setting) =>
        Load(certificate, setting, () => X509Certificate2.CreateFromPemFile(certificate, key));

    /// <summary>Every PEM block of a file, each as a text of its own.</summary>
    public static IReadOnlyList<string> Blocks(string? path, string setting) => path is null ? [] : Load(path, setting, () =>
    {
        var blocks = new List<string>();
        var text = File.ReadAllText(path);
        while (PemEncoding.TryFind(text, out var fields))
        {
            blocks.Add(text[fields.Location]);
            text = text[fields.Location.End..];
        }

        return blocks;
    });

    private static T Load<T>(string path, string setting, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception error) when (error is CryptographicException or IOException or ArgumentException
            or UnauthorizedAccessException)
        {
            throw new ConfigurationException(
                [$"{GatewaySettings.Section}:{setting} names the file '{path}', which cannot be used: {error.Message}"]);
        }
    }
}
