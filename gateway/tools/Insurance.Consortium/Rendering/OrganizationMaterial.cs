namespace Insurance.Consortium.Rendering;

/// <summary>
/// The certificates of one organization. The authority is made once and kept, since the ledger's first block names it;
/// a leaf is made again when it is missing or near its end.
/// </summary>
public sealed partial class OrganizationMaterial : IDisposable
{
    /// <summary>How long before its end a leaf is issued anew.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);
    private readonly HomeDirectory _home;
    private readonly string _mspId;
    private readonly string _folder;
    private readonly CertificateAuthority _authority;
    private readonly TimeProvider _time;
    private readonly bool _renewAll;
    private readonly byte[] _issuerName;

    private OrganizationMaterial(HomeDirectory home, string mspId, string folder, CertificateAuthority authority, TimeProvider time, bool renewAll)
    {
        _home = home;
        _mspId = mspId;
        _folder = folder;
        _authority = authority;
        _time = time;
        _renewAll = renewAll;
        using var own = X509Certificate2.CreateFromPem(authority.CertificatePem);
        _issuerName = own.SubjectName.RawData;
    }

    /// <summary>The authority in the channel's MSP: for nodes, administrators and the gateway's own ledger identities.</summary>
    public static OrganizationMaterial Open(HomeDirectory home, string mspId, string name, TimeProvider time) =>
        Open(home, mspId, name, home.CertificateAuthority(mspId), "ca", time);

    /// <summary>
    /// The authority of staff and systems that call the gateway. No MSP knows it: with a certificate of it nobody is a client of
    /// the channel.
    /// </summary>
    public static OrganizationMaterial OpenCallers(HomeDirectory home, string mspId, string name, TimeProvider time) =>
        Open(home, mspId, name, home.CallersAuthority(mspId), "callers-ca", time);

    /// <summary>That of brokers, which no MSP knows either.</summary>
    public static OrganizationMaterial OpenBrokers(HomeDirectory home, string mspId, string name, TimeProvider time) =>
        Open(home, mspId, name, home.BrokersAuthority(mspId), "brokers-ca", time);

    private static OrganizationMaterial Open(HomeDirectory home, string mspId, string name, string folder, string prefix, TimeProvider time)
    {
        var (certificate, key) = (Path.Combine(folder, "ca.crt"), Path.Combine(folder, "ca.key"));
        if (File.Exists(certificate) && File.Exists(key))
        {
            try
            {
                RefuseExpired(home, mspId, certificate, time);
                return new OrganizationMaterial(home, mspId, folder, CertificateAuthority.Load(File.ReadAllText(certificate), File.ReadAllText(key), time), time, renewAll: false);
            }
            catch (Exception exception) when (exception is ArgumentException or CryptographicException)
            {
                throw new ConsortiumException(
                    ExitCodes.Environment,
                    $"the certificate authority in {folder} is damaged ({exception.Message}); restore it, or run `{Invocation.Of(home, "down --wipe")}` to begin anew");
            }
        }

        var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = $"{prefix}.{mspId}", Organization = name }, time);
        RestrictedFile.WriteSecret(key, authority.PrivateKeyPem);
        RestrictedFile.Write(certificate, authority.CertificatePem);
        return new OrganizationMaterial(home, mspId, folder, authority, time, renewAll: true);
    }

    /// <summary>It could issue nothing that anybody would take.</summary>
    private static void RefuseExpired(HomeDirectory home, string mspId, string path, TimeProvider time)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        if (certificate.NotAfter.ToUniversalTime() <= time.GetUtcNow().UtcDateTime)
        {
            throw new ConsortiumException(
                ExitCodes.Environment,
                $"{mspId}: its certificate authority ({path}) expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC; its members must agree on a new one, or begin anew with `{Invocation.Of(home, "down --wipe")}`");
        }
    }

    /// <summary>The organization's MSP directory as its peers and the channel configuration know it.</summary>
    public void WritePublicMsp() => WriteMsp(_home.Msp(_mspId));

    /// <summary>A node's MSP directory with its signing certificate and key.</summary>
    /// <param name="node">Its folder.</param>
    /// <param name="unit">What it is: <c>peer</c> or <c>orderer</c>.</param>
    /// <param name="keepKey">A BFT channel knows its consenters by the keys that they sign with, so that a renewed certificate has the same.</param>
    public void WriteNode(string node, string unit, bool keepKey = false) =>
        WriteSigner(_home.NodeMsp(_mspId, node), new CertificateOptions { CommonName = $"{node}.{_mspId}", OrganizationalUnits = [unit] }, keepKey);

    /// <summary>The MSP directory with which an administrator uses Fabric's command line tools.</summary>
    public void WriteAdministrator() => WriteSigner(_home.AdminMsp(_mspId), new CertificateOptions
    {
        CommonName = $"{Roles.Admin}.{_mspId}",
        OrganizationalUnits = ["admin"],
        Attributes = new Dictionary<string, string> { ["role"] = Roles.Admin },
    });

    /// <summary>With which an administrator comes to the orderer nodes' administration ports.</summary>
    public void WriteAdministratorTls() => Ensure(
        _home.AdminTlsCertificate(_mspId),
        _home.AdminTlsKey(_mspId),
        new CertificateOptions { CommonName = $"{Roles.Admin}.{_mspId}", ClientAuthentication = true });

    /// <summary>A server's TLS pair.</summary>
    /// <param name="node">Its folder.</param>
    /// <param name="host">The name of its host in a network of containers.</param>
    /// <param name="listening">Where it also listens; null: on the loopback interface alone.</param>
    public void WriteServer(string node, string host, GatewayListening? listening = null) =>
        Ensure(_home.TlsCertificate(_mspId, node), _home.TlsKey(_mspId, node), Server(node, host, listening));

    /// <summary>
    /// An orderer node's TLS pair, with which it also calls the others. The channel pins its public key, so that a renewed
    /// certificate has the same.
    /// </summary>
    public void WriteConsenter(string node, string host) => Ensure(
        _home.TlsCertificate(_mspId, node),
        _home.TlsKey(_mspId, node),
        Server(node, host) with { ClientAuthentication = true },
        keepKey: true);

    /// <summary>The ledger identity that the organization's gateway signs with for callers of a role.</summary>
    public void WriteWalletIdentity(string role) => Ensure(
        _home.WalletCertificate(_mspId, role),
        _home.WalletKey(_mspId, role),
        new CertificateOptions
        {
            CommonName = $"gateway-{role}.{_mspId}",
            OrganizationalUnits = [role == Roles.Admin ? "admin" : "client"],
            Attributes = new Dictionary<string, string> { ["role"] = role },
        });

    /// <summary>Writes the authority's certificate where a gateway reads whom to believe.</summary>
    public void WriteTrust(string path) => RestrictedFile.Write(path, _authority.CertificatePem);

    public void Dispose() => _authority.Dispose();

    private void WriteMsp(string directory) => MspDirectory.Write(directory, new MspFolder(new MspDefinition
    {
        MspId = _mspId,
        RootCertificates = [_authority.CertificatePem],
        TlsRootCertificates = [_authority.CertificatePem],
    }));

    private void WriteSigner(string directory, CertificateOptions options, bool keepKey = false)
    {
        WriteMsp(directory);
        Ensure(HomeDirectory.MspCertificate(directory), HomeDirectory.MspKey(directory), options, keepKey);
    }

    private CertificateOptions Server(string node, string host, GatewayListening? listening = null) => new()
    {
        CommonName = $"{node}.{_mspId}",
        DnsNames = [.. new[] { "localhost", host }.Concat(listening?.DnsNames ?? []).Distinct(StringComparer.Ordinal)],
        IpAddresses = [.. new[] { IPAddress.Loopback, IPAddress.IPv6Loopback }.Concat(listening?.Addresses ?? []).Distinct()],
        ServerAuthentication = true,
    };

    private void Ensure(string certificatePath, string keyPath, CertificateOptions options, bool keepKey = false)
    {
        if (!_renewAll && File.Exists(keyPath) && IsFresh(certificatePath, keyPath, options))
        {
            return;
        }

        if (!_renewAll && keepKey && ReadKey(keyPath) is { } key)
        {
            RestrictedFile.Write(certificatePath, Usable(_authority.IssueFor(key, options)).CertificatePem);
            return;
        }

        var issued = Usable(_authority.Issue(options));
        RestrictedFile.WriteSecret(keyPath, issued.PrivateKeyPem);
        RestrictedFile.Write(certificatePath, issued.CertificatePem);
    }

    /// <summary>The new certificate, before which no old one is given up.</summary>
    private IssuedCertificate Usable(IssuedCertificate issued)
    {
        using var certificate = X509Certificate2.CreateFromPem(issued.CertificatePem);
        var now = _time.GetUtcNow().UtcDateTime;
        return certificate.NotBefore.ToUniversalTime() <= now && now < certificate.NotAfter.ToUniversalTime()
            ? issued
            : throw new ConsortiumException(
                ExitCodes.Environment,
                $"CLOCK_BEHIND: {_mspId}: by this clock, {now:yyyy-MM-dd HH:mm} UTC, its certificate authority can issue no certificate that is valid now; set the clock right. The certificate that is there was kept");
    }

    private static bool HasNames(X509Certificate2 certificate, CertificateOptions options)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return (names?.EnumerateDnsNames() ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(options.DnsNames)
            && (names?.EnumerateIPAddresses() ?? []).ToHashSet().SetEquals(options.IpAddresses);
    }

    private string? ReadKey(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var text = File.ReadAllText(path);
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(text);
            return text;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw new ConsortiumException(ExitCodes.Environment, $"{path} is damaged ({exception.Message}), and the channel knows no other key; restore it from a backup, or begin anew with `{Invocation.Of(_home, "down --wipe")}`");
        }
    }

    /// <summary>
    /// Whether a leaf is to stay. One that begins later than now was issued while the clock was wrong; one without its own
    /// key was left by a start that was cut off between the two files; a server's for other names does for nobody who calls it by these.
    /// </summary>
    private bool IsFresh(string path, string keyPath, CertificateOptions options)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(path, keyPath);
            var now = _time.GetUtcNow().UtcDateTime;
            return certificate.NotAfter.ToUniversalTime() > now + RenewBefore && certificate.NotBefore.ToUniversalTime() <= now
                // One of another authority is of a home that was rendered before callers had an authority of their own.
                && certificate.IssuerName.RawData.AsSpan().SequenceEqual(_issuerName)
                && HasNames(certificate, options);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
