namespace Insurance.Gateway.Configuration;

/// <summary>The certificate of the policyholders' own listener.</summary>
/// <param name="Certificate">PEM file of the certificate, followed by those between it and its root.</param>
/// <param name="Key">PEM file of its key.</param>
public sealed record HolderCertificate(string Certificate, string Key);
