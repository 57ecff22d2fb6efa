namespace Insurance.Gateway.Foundation.Settings;

/// <summary>What policyholders are informed of and allowed.</summary>
internal sealed record HolderSettings
{
    /// <summary>What they read where nothing is said for their language.</summary>
    /// <value>Default: phrases that name nobody.</value>
    public HolderPhrases Phrases { get; init; } = new();

    /// <summary>What they read in one language, by its tag.</summary>
    /// <value>Default: none; <see cref="Phrases"/> in every language.</value>
    public IReadOnlyDictionary<string, HolderPhrases> Languages { get; init; } = new Dictionary<string, HolderPhrases>();

    /// <summary>Calls a minute of one token, and of one address.</summary>
    /// <value>Default: 60.</value>
    public int RequestsPerMinute { get; init; } = 60;

    /// <summary>Where browsers find the page without being asked for a client certificate, and nothing but the page.</summary>
    /// <value>Default: <c>null</c>; the page is on the gateway's own listener alone.</value>
    public ListenAddress? Listen { get; init; }

    /// <summary>The certificate that browsers see there, and its key; they believe only one of an authority that they know.</summary>
    /// <value>Default: <c>null</c>; the gateway's own.</value>
    public HolderCertificate? Certificate { get; init; }

    /// <summary>The time zone of policies whose jurisdiction has none, or several; a name of the tz database.</summary>
    /// <value>Default: <c>UTC</c>.</value>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The https address of terms documents, in which <c>{sha256}</c>, <c>{productId}</c> and <c>{version}</c> are replaced.</summary>
    /// <value>Default: <c>null</c>; holders are informed whom to ask.</value>
    public string? TermsAddress { get; init; }

    /// <summary>The phrases of a language, those of every language where it has none.</summary>
    internal HolderPhrases In(string language) => Languages.GetValueOrDefault(language) is { } own
        ? new HolderPhrases(own.Contact ?? Phrases.Contact, own.Complaints ?? Phrases.Complaints)
        : Phrases;

    /// <summary>Where the terms document of a product's version is; empty: nothing is configured.</summary>
    internal string AddressOfTerms(string productId, uint version, string sha256) => TermsAddress is null ? "" : TermsAddress
        .Replace("{sha256}", Uri.EscapeDataString(sha256), StringComparison.Ordinal)
        .Replace("{productId}", Uri.EscapeDataString(productId), StringComparison.Ordinal)
        .Replace("{version}", version.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
