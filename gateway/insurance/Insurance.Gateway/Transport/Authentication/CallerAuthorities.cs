namespace Insurance.Gateway.Transport.Authentication;

/// <summary>The authorities of those who call the gateway.</summary>
/// <param name="Staff">Those of staff and systems.</param>
/// <param name="Brokers">Those of brokers; none: no broker is let in.</param>
internal sealed record CallerAuthorities(X509Certificate2Collection Staff, X509Certificate2Collection Brokers)
{
    /// <summary>Reads them from the files of the configuration.</summary>
    /// <exception cref="ConfigurationException">A file holds no certificate.</exception>
    public static CallerAuthorities Load(TlsSettings tls) => new(
        PemFiles.Certificates(tls.ClientCa, "Tls:ClientCa"),
        tls.BrokerCa is { } file ? PemFiles.Certificates(file, "Tls:BrokerCa") : []);
}
