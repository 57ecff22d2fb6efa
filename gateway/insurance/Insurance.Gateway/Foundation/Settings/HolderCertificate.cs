namespace Insurance.Gateway.Foundation.Settings;

/// <summary>The certificate of the policyholders' own listener.</summary>
/// <param name="Certificate">PEM file of the certificate, followed by those between it and its root.</param>
/// <param name="Key">PEM file of its key.</param>
internal sealed record HolderCertificate(string Certificate, string Key);
