namespace Fabric.Msp;

/// <summary>Reads and writes MSP folders in Fabric's layout.</summary>
/// <remarks>
/// <c>cacerts</c>, <c>intermediatecerts</c>, <c>admincerts</c>, <c>crls</c>, <c>tlscacerts</c>,
/// <c>tlsintermediatecerts</c>, <c>signcerts</c>, <c>keystore</c> and <c>config.yaml</c>. The MSP id is not
/// part of the folder; in Fabric a node's configuration names it.
/// </remarks>
public static class MspDirectory
{
    private const string Configuration = "config.yaml";

    /// <summary>Writes a folder, replacing files of the same names.</summary>
    /// <param name="path">The folder; created if absent. The key's file can be read by its owner only.</param>
    /// <param name="folder">What to write.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="CryptographicException">The private key cannot be read.</exception>
    public static void Write(string path, MspFolder folder)
    {
        var definition = folder.Definition;
        WriteAll(path, "cacerts", "ca", definition.RootCertificates);
        WriteAll(path, "intermediatecerts", "ica", definition.IntermediateCertificates);
        WriteAll(path, "admincerts", "admin", definition.AdminCertificates);
        WriteAll(path, "tlscacerts", "tlsca", definition.TlsRootCertificates);
        WriteAll(path, "tlsintermediatecerts", "tlsica", definition.TlsIntermediateCertificates);
        WriteAll(path, "crls", "crl", definition.RevocationLists);
        File.WriteAllText(Path.Combine(path, Configuration), MspConfigurationFile.Write(definition, CertificatePath));
        if (folder.SigningCertificatePem is { } certificate)
        {
            WriteAll(path, "signcerts", "cert", [certificate]);
        }

        if (folder.PrivateKeyPem is { } key)
        {
            WriteKey(Path.Combine(path, "keystore"), key);
        }

        string? CertificatePath(string pem) => PathOf(definition.RootCertificates, "cacerts", "ca", pem)
            ?? PathOf(definition.IntermediateCertificates, "intermediatecerts", "ica", pem);
    }

    /// <summary>Reads a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="mspId">The MSP id that the folder stands for.</param>
    /// <exception cref="DirectoryNotFoundException">The folder or its <c>cacerts</c> is absent.</exception>
    /// <exception cref="FormatException"><c>config.yaml</c> is not well-formed.</exception>
    /// <exception cref="CryptographicException">The folder holds keys, but none belongs to the certificate.</exception>
    public static MspFolder Load(string path, string mspId)
    {
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException($"There is no MSP folder {path}.");
        }

        var roots = ReadAll(path, "cacerts");
        if (roots.Count == 0)
        {
            throw new DirectoryNotFoundException($"The MSP folder {path} has no certificate in cacerts.");
        }

        var definition = new MspDefinition
        {
            MspId = mspId,
            RootCertificates = roots,
            IntermediateCertificates = ReadAll(path, "intermediatecerts"),
            AdminCertificates = ReadAll(path, "admincerts"),
            RevocationLists = ReadAll(path, "crls"),
            TlsRootCertificates = ReadAll(path, "tlscacerts"),
            TlsIntermediateCertificates = ReadAll(path, "tlsintermediatecerts"),
            NodeOrganizationalUnits = null,
        };
        var configuration = Path.Combine(path, Configuration);
        if (File.Exists(configuration))
        {
            definition = MspConfigurationFile.Read(definition, File.ReadAllText(configuration), file => File.ReadAllText(Path.Combine(path, file)));
        }

        var certificate = ReadAll(path, "signcerts").FirstOrDefault();
        return new MspFolder(definition, certificate, FindKey(path, certificate));
    }

    private static void WriteAll(string path, string folder, string name, IReadOnlyList<string> contents)
    {
        Directory.CreateDirectory(path);
        if (contents.Count == 0)
        {
            return;
        }

        Directory.CreateDirectory(Path.Combine(path, folder));
        for (var i = 0; i < contents.Count; i++)
        {
            File.WriteAllText(Path.Combine(path, FileName(folder, name, i)), contents[i]);
        }
    }

    private static string FileName(string folder, string name, int index) =>
        FormattableString.Invariant($"{folder}/{name}{(index == 0 ? string.Empty : $"-{index + 1}")}.pem");

    private static string? PathOf(IReadOnlyList<string> contents, string folder, string name, string pem)
    {
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] == pem)
            {
                return FileName(folder, name, i);
            }
        }

        return null;
    }

    private static List<string> ReadAll(string path, string folder)
    {
        var directory = Path.Combine(path, folder);
        return Directory.Exists(directory)
            ? Directory.GetFiles(directory).Where(f => Path.GetFileName(f)[0] != '.').Order(StringComparer.Ordinal).Select(File.ReadAllText).ToList()
            : [];
    }

    private static void WriteKey(string keystore, string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(keystore);
        }
        else
        {
            Directory.CreateDirectory(keystore, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // Fabric finds a key by its subject key identifier.
        PrivateFiles.Write(Path.Combine(keystore, Convert.ToHexStringLower(SubjectKey.Identifier(key)) + "_sk"), pem);
    }

    private static string? FindKey(string path, string? certificatePem)
    {
        var keys = ReadAll(path, "keystore");
        if (certificatePem is null || keys.Count == 0)
        {
            return keys.FirstOrDefault();
        }

        using var certificate = X509Certificate2.CreateFromPem(certificatePem);
        var publicKey = certificate.PublicKey.ExportSubjectPublicKeyInfo();
        return keys.Find(k => Belongs(k, publicKey))
            ?? throw new CryptographicException($"No key in {Path.Combine(path, "keystore")} belongs to the certificate in signcerts.");
    }

    private static bool Belongs(string keyPem, byte[] publicKey)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(keyPem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }

        return key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(publicKey);
    }
}
