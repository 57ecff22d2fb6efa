namespace Insurance.Gateway.Host.Settings;

/// <summary>Reads <see cref="HolderSettings"/>.</summary>
internal static class HolderSettingsLoader
{
    private const string Section = "Holders";
    private static readonly string[] Placeholders = ["{sha256}", "{productId}", "{version}"];

    public static HolderSettings Load(SettingsReader reader) => new()
    {
        Phrases = Phrases(reader, Section),
        Languages = Languages(reader),
        RequestsPerMinute = reader.Number($"{Section}:RequestsPerMinute", new HolderSettings().RequestsPerMinute, 1, 100_000),
        Listen = Listen(reader),
        Certificate = Certificate(reader),
        TimeZone = TimeZone(reader),
        TermsAddress = TermsAddress(reader),
    };

    private static HolderPhrases Phrases(SettingsReader reader, string section) =>
        new(reader.Optional($"{section}:Contact"), reader.Optional($"{section}:Complaints"));

    private static Dictionary<string, HolderPhrases> Languages(SettingsReader reader) =>
        HolderLanguage.All.ToDictionary(language => language.Tag, language => Phrases(reader, $"{Section}:Languages:{language.Tag}"));

    private static ListenAddress? Listen(SettingsReader reader)
    {
        const string name = $"{Section}:Listen";
        if (reader.Optional(name) is not { } text)
        {
            return null;
        }

        var address = ListenAddress.Parse(text);
        if (address is null)
        {
            reader.Problem(name, $"must be an IP address and a port such as 127.0.0.1:7443, not '{text}'");
        }

        return address;
    }

    private static HolderCertificate? Certificate(SettingsReader reader)
    {
        const string certificate = $"{Section}:Certificate";
        const string key = $"{Section}:Key";
        if (reader.Optional(certificate) is null && reader.Optional(key) is null)
        {
            return null;
        }

        if (reader.Optional($"{Section}:Listen") is null)
        {
            reader.Problem(certificate, $"is for {GatewaySettings.Section}:{Section}:Listen, which is missing");
        }

        return new HolderCertificate(reader.File(certificate), reader.File(key));
    }

    private static string TimeZone(SettingsReader reader)
    {
        const string name = $"{Section}:TimeZone";
        var zone = reader.Text(name, new HolderSettings().TimeZone);
        if (HolderZone.Known.GetZoneOrNull(zone) is null)
        {
            reader.Problem(name, $"must be a name of the tz database such as Europe/Copenhagen, not '{zone}'");
        }

        return zone;
    }

    private static string? TermsAddress(SettingsReader reader)
    {
        const string name = $"{Section}:TermsAddress";
        var text = reader.Optional(name);
        if (text is not null && (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps
            || !Placeholders.Any(placeholder => text.Contains(placeholder, StringComparison.Ordinal))))
        {
            reader.Problem(name, $"must be an https address with at least one of {string.Join(", ", Placeholders)}, not '{text}'");
        }

        return text;
    }
}
