namespace Insurance.Gateway.Transport.Authentication;

/// <summary>What the certificate of a caller must not be, whoever has issued it.</summary>
/// <param name="own">The certificates of the gateway itself: its server's and those with which it signs for its callers.</param>
internal sealed class CallerRules(IEnumerable<X509Certificate2> own)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string AnyUsage = "2.5.29.37.0";

    private static readonly string[] Nodes = ["peer", "orderer"];
    private readonly HashSet<string> _ownKeys = [.. own.Select(KeyOf)];

    /// <summary>Refuses a certificate that is no caller's.</summary>
    /// <exception cref="ApiException">UNAUTHENTICATED.</exception>
    public void Check(X509Certificate2 certificate, VerifiedIdentity identity)
    {
        if (_ownKeys.Contains(KeyOf(certificate)))
        {
            throw GatewayErrors.CertificateNotForCallers("it is one of the gateway's own, with which it signs for its callers");
        }

        if (identity.OrganizationalUnits.FirstOrDefault(unit => Nodes.Contains(unit, StringComparer.OrdinalIgnoreCase)) is { } node)
        {
            throw GatewayErrors.CertificateNotForCallers($"its organizational unit '{node}' is a node's");
        }

        if (certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage
            && (!usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature) || usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign)))
        {
            throw GatewayErrors.CertificateNotForCallers("its key usage is not that of a client");
        }

        // Read from a copy: calls on one connection share the certificate, and .NET's first reading of this list, if there are two
        // at once, is seen empty by one of them (findings/dotnet-enhanced-key-usage-race.sh).
        if (certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } extended
            && !new X509EnhancedKeyUsageExtension(extended, extended.Critical).EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Any(oid => oid.Value is ClientAuthentication or AnyUsage))
        {
            throw GatewayErrors.CertificateNotForCallers("its extended key usage does not have client authentication");
        }

        if (ReservedNames.Contains(identity.CommonName))
        {
            throw GatewayErrors.CallerNameReserved(identity.CommonName);
        }
    }

    /// <summary>Refuses a broker of the staff's authority, and anybody else of the brokers'.</summary>
    /// <exception cref="ApiException">UNAUTHENTICATED.</exception>
    public static void CheckAuthority(bool ofBrokers, IReadOnlyList<string> roles, string? broker)
    {
        if (!ofBrokers && (roles.Contains(Roles.Broker) || broker is not null))
        {
            throw GatewayErrors.CertificateWrongAuthority("Brokers' certificates are issued by the brokers' authority (Tls:BrokerCa) and by no other.");
        }

        if (ofBrokers && roles is not [Roles.Broker])
        {
            throw GatewayErrors.CertificateWrongAuthority("The brokers' authority issues the role broker and no other.");
        }

        if (ofBrokers && string.IsNullOrWhiteSpace(broker))
        {
            throw GatewayErrors.BrokerMissing();
        }
    }

    private static string KeyOf(X509Certificate2 certificate) => Convert.ToHexString(certificate.PublicKey.ExportSubjectPublicKeyInfo());
}
