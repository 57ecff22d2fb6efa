namespace Fabric.Msp;

/// <summary>What a new certificate authority's own certificate says.</summary>
public sealed record CertificateAuthorityOptions
{
    /// <summary>Common name, for instance <c>ca.org1.example.com</c>.</summary>
    public required string CommonName { get; init; }

    /// <summary>Organization, if the subject shall name one.</summary>
    public string? Organization { get; init; }

    /// <summary>Country as two letters, if the subject shall name one.</summary>
    public string? Country { get; init; }

    /// <summary>How long the certificate is valid from now.</summary>
    /// <value>The default is 3,650 days.</value>
    public TimeSpan Validity { get; init; } = TimeSpan.FromDays(3650);
}
