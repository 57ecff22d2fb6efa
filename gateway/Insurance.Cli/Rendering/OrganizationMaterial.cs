using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fabric.Msp;

namespace Insurance.Cli.Rendering;

/// <summary>
/// The certificates of one organization. The authority is made once and kept, since the ledger's first block names it;
/// a leaf is made again when it is missing or near its end.
/// </summary>
internal sealed class OrganizationMaterial : IDisposable
{
    /// <summary>How long before its end a leaf is issued anew.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);
    private readonly HomeDirectory home;
    private readonly string mspId;
    private readonly CertificateAuthority authority;
    private readonly TimeProvider time;
    private readonly bool renewAll;

    private OrganizationMaterial(HomeDirectory home, string mspId, CertificateAuthority authority, TimeProvider time, bool renewAll)
    {
        this.home = home;
        this.mspId = mspId;
        this.authority = authority;
        this.time = time;
        this.renewAll = renewAll;
    }

    public static OrganizationMaterial Open(HomeDirectory home, string mspId, string name, TimeProvider time)
    {
        var (certificate, key) = (home.CaCertificate(mspId), home.CaKey(mspId));
        if (File.Exists(certificate) && File.Exists(key))
        {
            try
            {
                RefuseExpired(mspId, certificate, time);
                return new OrganizationMaterial(home, mspId, CertificateAuthority.Load(File.ReadAllText(certificate), File.ReadAllText(key), time), time, renewAll: false);
            }
            catch (Exception exception) when (exception is ArgumentException or CryptographicException)
            {
                throw new CliException(
                    ExitCodes.Environment,
                    $"the certificate authority in {home.CertificateAuthority(mspId)} is damaged ({exception.Message}); restore it, or run `insure down --wipe` to begin anew");
            }
        }

        var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = $"ca.{mspId}", Organization = name }, time);
        RestrictedFile.WriteSecret(key, authority.PrivateKeyPem);
        RestrictedFile.Write(certificate, authority.CertificatePem);
        return new OrganizationMaterial(home, mspId, authority, time, renewAll: true);
    }

    /// <summary>It could issue nothing that anybody would take.</summary>
    private static void RefuseExpired(string mspId, string path, TimeProvider time)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        if (certificate.NotAfter.ToUniversalTime() <= time.GetUtcNow().UtcDateTime)
        {
            throw new CliException(
                ExitCodes.Environment,
                $"{mspId}: its certificate authority ({path}) expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC; its members must agree on a new one, or begin anew with `insure down --wipe`");
        }
    }

    /// <summary>The organization's MSP directory as its peers and the channel configuration know it.</summary>
    public void WritePublicMsp() => WriteMsp(home.Msp(mspId));

    /// <summary>A node's MSP directory with its signing certificate and key.</summary>
    public void WriteNode(string node, string unit) =>
        WriteSigner(home.NodeMsp(mspId, node), new CertificateOptions { CommonName = $"{node}.{mspId}", OrganizationalUnits = [unit] });

    /// <summary>The MSP directory with which an administrator uses Fabric's command line tools.</summary>
    public void WriteAdministrator() => WriteSigner(home.AdminMsp(mspId), new CertificateOptions
    {
        CommonName = $"{Roles.Admin}.{mspId}",
        OrganizationalUnits = ["admin"],
        Attributes = new Dictionary<string, string> { ["role"] = Roles.Admin },
    });

    /// <summary>With which an administrator comes to the orderer nodes' administration ports.</summary>
    public void WriteAdministratorTls() => Ensure(
        home.AdminTlsCertificate(mspId),
        home.AdminTlsKey(mspId),
        new CertificateOptions { CommonName = $"{Roles.Admin}.{mspId}", ClientAuthentication = true });

    /// <summary>A server's TLS pair.</summary>
    /// <param name="node">Its folder.</param>
    /// <param name="host">The name of its host in a network of containers.</param>
    public void WriteServer(string node, string host) => Ensure(home.TlsCertificate(mspId, node), home.TlsKey(mspId, node), Server(node, host));

    /// <summary>
    /// An orderer node's TLS pair, with which it also calls the others. The channel pins its public key, so that a renewed
    /// certificate has the same.
    /// </summary>
    public void WriteConsenter(string node, string host) => Ensure(
        home.TlsCertificate(mspId, node),
        home.TlsKey(mspId, node),
        Server(node, host) with { ClientAuthentication = true },
        keepKey: true);

    /// <summary>The ledger identity that the organization's gateway signs with for callers of a role.</summary>
    public void WriteWalletIdentity(string role) => Ensure(
        home.WalletCertificate(mspId, role),
        home.WalletKey(mspId, role),
        new CertificateOptions
        {
            CommonName = $"gateway-{role}.{mspId}",
            OrganizationalUnits = [role == Roles.Admin ? "admin" : "client"],
            Attributes = new Dictionary<string, string> { ["role"] = role },
        });

    /// <summary>A client certificate for someone who calls the gateway.</summary>
    public void WriteCaller(string caller, string role, string? brokerId)
    {
        var attributes = new Dictionary<string, string> { ["role"] = role };
        if (brokerId is not null)
        {
            attributes["broker"] = brokerId;
        }

        Ensure(
            home.CallerCertificate(mspId, caller),
            home.CallerKey(mspId, caller),
            new CertificateOptions
            {
                CommonName = $"{caller}.{mspId}",
                OrganizationalUnits = ["client"],
                Attributes = attributes,
                ClientAuthentication = true,
            });
    }

    public void Dispose() => authority.Dispose();

    private void WriteMsp(string directory) => MspDirectory.Write(directory, new MspFolder(new MspDefinition
    {
        MspId = mspId,
        RootCertificates = [authority.CertificatePem],
        TlsRootCertificates = [authority.CertificatePem],
    }));

    private void WriteSigner(string directory, CertificateOptions options)
    {
        WriteMsp(directory);
        Ensure(Path.Combine(directory, "signcerts", "cert.pem"), Path.Combine(directory, "keystore", "key.pem"), options);
    }

    private CertificateOptions Server(string node, string host) => new()
    {
        CommonName = $"{node}.{mspId}",
        DnsNames = ["localhost", host],
        IpAddresses = [IPAddress.Loopback, IPAddress.IPv6Loopback],
        ServerAuthentication = true,
    };

    private void Ensure(string certificatePath, string keyPath, CertificateOptions options, bool keepKey = false)
    {
        if (!renewAll && File.Exists(keyPath) && IsFresh(certificatePath))
        {
            return;
        }

        if (!renewAll && keepKey && ReadKey(keyPath) is { } key)
        {
            RestrictedFile.Write(certificatePath, authority.IssueFor(key, options).CertificatePem);
            return;
        }

        var issued = authority.Issue(options);
        RestrictedFile.WriteSecret(keyPath, issued.PrivateKeyPem);
        RestrictedFile.Write(certificatePath, issued.CertificatePem);
    }

    private static string? ReadKey(string path)
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
            throw new CliException(ExitCodes.Environment, $"{path} is damaged ({exception.Message}), and the channel knows no other key; restore it from a backup, or begin anew with `insure down --wipe`");
        }
    }

    private bool IsFresh(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
            return certificate.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime + RenewBefore;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
