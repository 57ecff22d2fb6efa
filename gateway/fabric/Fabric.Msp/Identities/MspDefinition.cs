using System.Text;

namespace Fabric.Msp;

/// <summary>The public part of an organization's membership service provider: whom it vouches for, and how.</summary>
/// <remarks>All certificates and lists are PEM text.</remarks>
public sealed record MspDefinition
{
    /// <summary>The MSP id, for instance <c>Org1MSP</c>.</summary>
    public required string MspId { get; init; }

    /// <summary>Root authorities; at least one.</summary>
    public required IReadOnlyList<string> RootCertificates { get; init; }

    /// <summary>Intermediate authorities. A root that has intermediates here cannot issue identities itself.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> IntermediateCertificates { get; init; } = [];

    /// <summary>Administrators by certificate, besides those who have the admin role.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> AdminCertificates { get; init; } = [];

    /// <summary>Revocation lists signed by authorities of this MSP.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> RevocationLists { get; init; } = [];

    /// <summary>Roots for TLS.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> TlsRootCertificates { get; init; } = [];

    /// <summary>Intermediates for TLS.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> TlsIntermediateCertificates { get; init; } = [];

    /// <summary>Roles by organizational unit; <see langword="null"/> where the MSP does not classify.</summary>
    /// <value>The default is <see cref="NodeOrganizationalUnits.Default"/>.</value>
    public NodeOrganizationalUnits? NodeOrganizationalUnits { get; init; } = Msp.NodeOrganizationalUnits.Default;

    /// <summary>Units of which every member must have at least one; none if empty.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<OrganizationalUnitIdentifier> OrganizationalUnitIdentifiers { get; init; } = [];

    /// <summary>Reads a definition from a channel configuration.</summary>
    /// <param name="config">The value named <c>MSP</c> of an organization's group.</param>
    /// <exception cref="NotSupportedException">The MSP is not of the X.509 kind.</exception>
    /// <exception cref="InvalidProtocolBufferException">The definition is damaged.</exception>
    public static MspDefinition FromConfig(MSPConfig config)
    {
        if (config.Type != 0)
        {
            throw new NotSupportedException($"Only X.509 MSPs (type 0) are supported; this one has type {config.Type}.");
        }

        var fabric = FabricMSPConfig.Parser.ParseForeign(config.Config);
        var units = fabric.FabricNodeOus;
        return new MspDefinition
        {
            MspId = fabric.Name,
            RootCertificates = Text(fabric.RootCerts),
            IntermediateCertificates = Text(fabric.IntermediateCerts),
            AdminCertificates = Text(fabric.Admins),
            RevocationLists = Text(fabric.RevocationList),
            TlsRootCertificates = Text(fabric.TlsRootCerts),
            TlsIntermediateCertificates = Text(fabric.TlsIntermediateCerts),
            OrganizationalUnitIdentifiers = fabric.OrganizationalUnitIdentifiers.Select(u => Unit(u)!).ToList(),
            NodeOrganizationalUnits = units is { Enable: true }
                ? new NodeOrganizationalUnits
                {
                    Client = Unit(units.ClientOuIdentifier),
                    Peer = Unit(units.PeerOuIdentifier),
                    Admin = Unit(units.AdminOuIdentifier),
                    Orderer = Unit(units.OrdererOuIdentifier),
                }
                : null,
        };
    }

    /// <summary>The definition as a channel configuration carries it.</summary>
    public MSPConfig ToConfig()
    {
        var fabric = new FabricMSPConfig
        {
            Name = MspId,
            CryptoConfig = new FabricCryptoConfig { SignatureHashFamily = "SHA2", IdentityIdentifierHashFunction = "SHA256" },
        };
        fabric.RootCerts.Add(RootCertificates.Select(ByteString.CopyFromUtf8));
        fabric.IntermediateCerts.Add(IntermediateCertificates.Select(ByteString.CopyFromUtf8));
        fabric.Admins.Add(AdminCertificates.Select(ByteString.CopyFromUtf8));
        fabric.RevocationList.Add(RevocationLists.Select(ByteString.CopyFromUtf8));
        fabric.TlsRootCerts.Add(TlsRootCertificates.Select(ByteString.CopyFromUtf8));
        fabric.TlsIntermediateCerts.Add(TlsIntermediateCertificates.Select(ByteString.CopyFromUtf8));
        fabric.OrganizationalUnitIdentifiers.Add(OrganizationalUnitIdentifiers.Select(u => Unit(u)!));
        if (NodeOrganizationalUnits is { } units)
        {
            fabric.FabricNodeOus = new FabricNodeOUs
            {
                Enable = true,
                ClientOuIdentifier = Unit(units.Client),
                PeerOuIdentifier = Unit(units.Peer),
                AdminOuIdentifier = Unit(units.Admin),
                OrdererOuIdentifier = Unit(units.Orderer),
            };
        }

        return new MSPConfig { Type = 0, Config = fabric.ToByteString() };
    }

    private static List<string> Text(IEnumerable<ByteString> pem) => pem.Select(p => p.ToString(Encoding.UTF8)).ToList();

    private static OrganizationalUnitIdentifier? Unit(FabricOUIdentifier? unit) => unit is null
        ? null
        : new OrganizationalUnitIdentifier(
            unit.OrganizationalUnitIdentifier,
            unit.Certificate.IsEmpty ? null : unit.Certificate.ToStringUtf8());

    private static FabricOUIdentifier? Unit(OrganizationalUnitIdentifier? unit) => unit is null
        ? null
        : new FabricOUIdentifier
        {
            OrganizationalUnitIdentifier = unit.Name,
            Certificate = ByteString.CopyFromUtf8(unit.CertificatePem ?? string.Empty),
        };
}
