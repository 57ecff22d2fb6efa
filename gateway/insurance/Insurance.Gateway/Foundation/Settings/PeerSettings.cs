namespace Insurance.Gateway.Foundation.Settings;

/// <summary>How to reach the organization's peer.</summary>
/// <param name="Endpoint">An <c>https</c> address.</param>
/// <param name="TlsRoot">PEM file: the authority of the peer's TLS certificate.</param>
/// <param name="ServerName">The name expected in the peer's certificate; <c>null</c>: the endpoint's host.</param>
internal sealed record PeerSettings(Uri Endpoint, string TlsRoot, string? ServerName)
{
    /// <summary>Further peers of the organization, asked in this order while those before them do not answer.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<PeerSettings> Others { get; init; } = [];
}
