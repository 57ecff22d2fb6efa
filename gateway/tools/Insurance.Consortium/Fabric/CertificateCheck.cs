namespace Insurance.Consortium.Fabric;

/// <summary>
/// Reads the certificates that a network is about to start with: present, within their time, of the right organization, with
/// their key. A node would say the same in a stack trace, or not at all until the first call.
/// </summary>
internal sealed class CertificateCheck(HomeDirectory home, TimeProvider time)
{
    /// <summary>Everything that is wrong, one line each; empty when all is well.</summary>
    public IReadOnlyList<string> Problems(ConsortiumDescription consortium)
    {
        var problems = new List<string>();
        foreach (var (mspId, leaves) in Leaves(consortium))
        {
            CheckAll(mspId, problems, leaves);
        }

        return problems;
    }

    /// <summary>The certificates that have ended or soon will, which the next rendering issues anew.</summary>
    public IReadOnlyList<string> Ending(ConsortiumDescription consortium)
    {
        var last = time.GetUtcNow().UtcDateTime + OrganizationMaterial.RenewBefore;
        var ending = new List<string>();
        foreach (var (mspId, leaves) in Leaves(consortium))
        {
            foreach (var (what, path, _) in leaves.Where(leaf => File.Exists(leaf.Certificate)))
            {
                using var certificate = Load(mspId, what, path, []);
                if (certificate is not null && certificate.NotAfter.ToUniversalTime() <= last)
                {
                    ending.Add($"{mspId}: {what} ({certificate.NotAfter.ToUniversalTime():yyyy-MM-dd})");
                }
            }
        }

        return ending;
    }

    private IEnumerable<(string MspId, (string What, string Certificate, string Key)[] Leaves)> Leaves(ConsortiumDescription consortium)
    {
        foreach (var mspId in consortium.Organizations.Select(organization => organization.MspId))
        {
            yield return (mspId,
            [
                Signer("its peer", home.NodeMsp(mspId, "peer")),
                ("the TLS certificate of its peer", home.TlsCertificate(mspId, "peer"), home.TlsKey(mspId, "peer")),
                Signer("its administrator", home.AdminMsp(mspId)),
            ]);
        }

        var orderer = consortium.Orderer.MspId;
        yield return (orderer,
        [
            .. consortium.Orderer.Nodes.SelectMany(node => new[]
            {
                Signer(node.Name, home.NodeMsp(orderer, node.Name)),
                ($"the TLS certificate of {node.Name}", home.TlsCertificate(orderer, node.Name), home.TlsKey(orderer, node.Name)),
            }),
            ("its administrator's TLS certificate", home.AdminTlsCertificate(orderer), home.AdminTlsKey(orderer)),
        ]);
    }

    private static (string What, string Certificate, string Key) Signer(string whose, string msp) =>
        ($"the certificate of {whose}", HomeDirectory.MspCertificate(msp), HomeDirectory.MspKey(msp));

    private void CheckAll(string mspId, List<string> problems, IEnumerable<(string What, string Certificate, string Key)> leaves)
    {
        using var authority = Load(mspId, "its certificate authority", home.CaCertificate(mspId), problems);
        if (authority is null)
        {
            return;
        }

        if (Validity(authority) is { } invalid)
        {
            problems.Add($"{mspId}: its certificate authority ({home.CaCertificate(mspId)}) {invalid}; its members must agree on a new one, or begin anew with `{Invocation.Of(home, "down --wipe")}`");
            return;
        }

        foreach (var (what, path, key) in leaves)
        {
            using var certificate = Load(mspId, what, path, problems);
            if (certificate is null)
            {
                continue;
            }

            var problem = Validity(certificate)
                ?? (IsIssuedBy(certificate, authority) ? null : $"was issued by {certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}, not by {authority.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}: the directory is another organization's")
                ?? (HasKey(certificate, key) ? null : $"does not belong to its key {key}");
            if (problem is not null)
            {
                problems.Add($"{mspId}: {what} ({path}) {problem}; remove the file to have it issued anew");
            }
        }
    }

    private static X509Certificate2? Load(string mspId, string what, string path, List<string> problems)
    {
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(path);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException)
        {
            problems.Add($"{mspId}: {what} ({path}) {(File.Exists(path) ? "cannot be read as a certificate" : "is missing")}; restore it, or remove it to have it issued anew");
            return null;
        }
    }

    private string? Validity(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return certificate.NotAfter.ToUniversalTime() <= now ? $"expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC"
            : certificate.NotBefore.ToUniversalTime() > now ? $"is not valid before {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC; look at the machine's clock"
            : null;
    }

    private bool IsIssuedBy(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
                VerificationTime = time.GetUtcNow().UtcDateTime,
                VerificationFlags = X509VerificationFlags.IgnoreWrongUsage,
            },
        };
        return chain.Build(certificate);
    }

    private static bool HasKey(X509Certificate2 certificate, string keyPath)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(keyPath));
            using var known = certificate.GetECDsaPublicKey();
            return known is not null && known.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or ArgumentException)
        {
            return false;
        }
    }
}
