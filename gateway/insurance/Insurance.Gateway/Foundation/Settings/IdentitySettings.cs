namespace Insurance.Gateway.Foundation.Settings;

/// <summary>An identity that signs ledger transactions.</summary>
/// <param name="Certificate">PEM file: the X.509 certificate.</param>
/// <param name="Key">PEM file: the P-256 private key.</param>
internal sealed record IdentitySettings(string Certificate, string Key);
