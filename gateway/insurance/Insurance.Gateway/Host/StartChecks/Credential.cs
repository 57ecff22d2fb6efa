namespace Insurance.Gateway.Host.StartChecks;

/// <summary>A certificate of the configuration, with its key where the gateway holds one.</summary>
/// <param name="Setting">The setting that names the certificate's file.</param>
/// <param name="Certificate">The file.</param>
/// <param name="KeySetting">The setting that names the key's file; <c>null</c>: an authority's certificates.</param>
/// <param name="Key">The key's file.</param>
internal sealed record Credential(string Setting, string Certificate, string? KeySetting, string? Key)
{
    /// <summary>Every one of the configuration.</summary>
    public static IReadOnlyList<Credential> Of(GatewaySettings settings) =>
    [
        new("Tls:Certificate", settings.Tls.Certificate, "Tls:Key", settings.Tls.Key),
        .. settings.Holders.Certificate is { } holders
            ? [new Credential("Holders:Certificate", holders.Certificate, "Holders:Key", holders.Key)]
            : Array.Empty<Credential>(),
        .. settings.Identities.Select(identity => new Credential(
            $"Identities:{identity.Key}:Certificate",
            identity.Value.Certificate,
            $"Identities:{identity.Key}:Key",
            identity.Value.Key)),
        new("Tls:ClientCa", settings.Tls.ClientCa, null, null),
        .. settings.Tls.BrokerCa is { } brokers ? [new Credential("Tls:BrokerCa", brokers, null, null)] : Array.Empty<Credential>(),
        new("Peer:TlsRoot", settings.Peer.TlsRoot, null, null),
    ];

    /// <summary>The setting and its file, for messages.</summary>
    public string Name => $"{GatewaySettings.Section}:{Setting} ({Certificate})";

    /// <exception cref="ConfigurationException">The file holds no certificate.</exception>
    public X509Certificate2Collection Load() => PemFiles.Certificates(Certificate, Setting);
}
