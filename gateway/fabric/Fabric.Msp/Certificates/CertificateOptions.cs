using System.Net;

namespace Fabric.Msp;

/// <summary>What a leaf certificate says of its holder.</summary>
public sealed record CertificateOptions
{
    /// <summary>Common name of the holder.</summary>
    public required string CommonName { get; init; }

    /// <summary>Organization, if the subject shall name one.</summary>
    public string? Organization { get; init; }

    /// <summary>Organizational units; Fabric reads the role from one of <c>client</c>, <c>peer</c>, <c>admin</c>, <c>orderer</c>.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> OrganizationalUnits { get; init; } = [];

    /// <summary>Attributes that chaincode may read, as Fabric CA writes them.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>DNS names under which a TLS server is reached.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>IP addresses under which a TLS server is reached.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<IPAddress> IpAddresses { get; init; } = [];

    /// <summary>Whether a TLS server may present the certificate.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ServerAuthentication { get; init; }

    /// <summary>Whether a TLS client may present the certificate.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ClientAuthentication { get; init; }

    /// <summary>When the certificate begins to be valid.</summary>
    /// <value>The default is five minutes ago, for clocks that run behind.</value>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How long the certificate is valid from now; never beyond its issuer's own end.</summary>
    /// <value>The default is 365 days.</value>
    public TimeSpan Validity { get; init; } = TimeSpan.FromDays(365);
}
