namespace Fabric.DevLedger.Configuration;

/// <summary>An organization's peer.</summary>
internal sealed record PeerOptions
{
    /// <summary>IP address and port, or a port alone on the loopback address; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>The endpoint named in error details and in the channel configuration.</summary>
    public string Address { get; init; } = string.Empty;

    /// <summary>An MSP folder with certificate and key.</summary>
    public string MspDirectory { get; init; } = string.Empty;

    /// <summary>None: HTTP/2 without TLS.</summary>
    public TlsOptions? Tls { get; init; }
}
