namespace Insurance.Gateway.Configuration;

/// <summary>TLS of the public API. Callers must have a certificate.</summary>
/// <param name="Certificate">PEM file: the server's certificate, then any intermediate ones.</param>
/// <param name="Key">PEM file: its private key.</param>
/// <param name="ClientCa">PEM file: the authorities that issue callers' certificates, and no others are believed.</param>
/// <param name="RevocationList">PEM file: revocation lists of those authorities; <c>null</c>: none.</param>
public sealed record TlsSettings(string Certificate, string Key, string ClientCa, string? RevocationList);
