namespace Insurance.Gateway.Foundation.Settings;

/// <summary>TLS of the public API. Callers must have a certificate.</summary>
/// <param name="Certificate">PEM file: the server's certificate, then any intermediate ones.</param>
/// <param name="Key">PEM file: its private key.</param>
/// <param name="ClientCa">PEM file: the authorities that issue the certificates of staff and systems, and none of brokers.</param>
/// <param name="RevocationList">PEM file: revocation lists of the callers' authorities; <c>null</c>: none.</param>
/// <param name="BrokerCa">PEM file: the authorities that issue brokers' certificates and no others; <c>null</c>: no broker is let in.</param>
internal sealed record TlsSettings(string Certificate, string Key, string ClientCa, string? RevocationList, string? BrokerCa = null);
