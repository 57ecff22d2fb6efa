namespace Fabric.DevLedger.Configuration;

/// <summary>A server certificate and its key, as PEM files.</summary>
internal sealed record TlsOptions
{
    public string Certificate { get; init; } = string.Empty;

    public string Key { get; init; } = string.Empty;
}
