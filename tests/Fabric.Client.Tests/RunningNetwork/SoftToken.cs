using System.Formats.Asn1;
using System.Globalization;
using System.Runtime.InteropServices;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Fabric.Client.Tests.RunningNetwork;

/// <summary>A token of SoftHSM with one key on P-256 that never leaves it, and signs as a client does.</summary>
internal sealed partial class SoftToken : ISigner, IDisposable
{
    private const string Label = "fabric-client-tests";
    private const string OfficerPin = "officer-pin";
    private const string UserPin = "user-pin";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("softhsm-");
    private readonly Pkcs11InteropFactories _factories = new();
    private readonly IPkcs11Library _library;
    private readonly ISession _session;
    private readonly IObjectHandle _key;
    private readonly Lock _useOfSession = new();

    // Since glibc 2.34 there is no libdl.so, for which Pkcs11Interop looks; what it wants of it is in libdl.so.2 (findings/pkcs11interop-libdl.sh).
    static SoftToken() => NativeLibrary.SetDllImportResolver(
        typeof(Pkcs11InteropFactories).Assembly,
        (name, _, _) => name == "libdl" && NativeLibrary.TryLoad("libdl.so.2", out var handle) ? handle : 0);

    public SoftToken()
    {
        var configuration = System.IO.Path.Combine(_folder.FullName, "softhsm2.conf");
        File.WriteAllText(configuration, $"directories.tokendir = {_folder.FullName}\nobjectstore.backend = file\nlog.level = ERROR\n");

        // The library reads the process's own environment, which .NET's does not change.
        _ = SetVariable("SOFTHSM2_CONF", configuration, 1);
        _library = _factories.Pkcs11LibraryFactory.LoadPkcs11Library(_factories, Library, AppType.MultiThreaded);
        _library.GetSlotList(SlotsType.WithTokenPresent)[0].InitToken(OfficerPin, Label);

        // A token that was made is at another slot.
        var slot = _library.GetSlotList(SlotsType.WithTokenPresent).Single(one => one.GetTokenInfo().Label.Trim() == Label);
        _session = slot.OpenSession(SessionType.ReadWrite);
        _session.Login(CKU.CKU_SO, OfficerPin);
        _session.InitPin(UserPin);
        _session.Logout();
        _session.Login(CKU.CKU_USER, UserPin);
        (var publicKey, _key) = Generate();
        PublicKey = Read(publicKey);
    }

    /// <summary>Where distributions put SoftHSM's library.</summary>
    public static IReadOnlyList<string> Libraries { get; } = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so"];

    /// <summary>SoftHSM's library; null when it is not installed.</summary>
    public static string? Library { get; } = Libraries.FirstOrDefault(File.Exists);

    public ECParameters PublicKey { get; }

    /// <summary>A certificate of the authority for the token's key, as of an organization's client.</summary>
    public string Certify(CertificateAuthority authority, string name)
    {
        using var issuer = X509Certificate2.CreateFromPem(authority.CertificatePem);
        using var issuerKey = ECDsa.Create();
        issuerKey.ImportFromPem(authority.PrivateKeyPem);
        using var key = ECDsa.Create(PublicKey);
        var request = new CertificateRequest($"OU=client, CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var certificate = request.Create(
            issuer.SubjectName,
            X509SignatureGenerator.CreateForECDsa(issuerKey),
            issuer.NotBefore,
            issuer.NotAfter,
            [1, .. Guid.NewGuid().ToByteArray()]);
        return certificate.ExportCertificatePem() + "\n";
    }

    public ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken = default)
    {
        using var mechanism = _factories.MechanismFactory.Create(CKM.CKM_ECDSA);

        // A session does one thing at a time.
        lock (_useOfSession)
        {
            return new(EcdsaSignatures.FromFixedFieldForm(_session.Sign(mechanism, _key, digest.ToArray())));
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _library.Dispose();
        _folder.Delete(recursive: true);
    }

    private (IObjectHandle Public, IObjectHandle Private) Generate()
    {
        var curve = new AsnWriter(AsnEncodingRules.DER);
        curve.WriteObjectIdentifier(ECCurve.NamedCurves.nistP256.Oid.Value!);
        var attribute = _factories.ObjectAttributeFactory;
        using var mechanism = _factories.MechanismFactory.Create(CKM.CKM_EC_KEY_PAIR_GEN);
        _session.GenerateKeyPair(
            mechanism,
            [attribute.Create(CKA.CKA_TOKEN, true), attribute.Create(CKA.CKA_VERIFY, true), attribute.Create(CKA.CKA_EC_PARAMS, curve.Encode())],
            [
                attribute.Create(CKA.CKA_TOKEN, true), attribute.Create(CKA.CKA_PRIVATE, true), attribute.Create(CKA.CKA_SENSITIVE, true),
                attribute.Create(CKA.CKA_EXTRACTABLE, false), attribute.Create(CKA.CKA_SIGN, true),
            ],
            out var publicKey,
            out var privateKey);
        return (publicKey, privateKey);
    }

    private ECParameters Read(IObjectHandle publicKey)
    {
        var encoded = _session.GetAttributeValue(publicKey, [CKA.CKA_EC_POINT])[0].GetValueAsByteArray();
        var point = AsnDecoder.ReadOctetString(encoded, AsnEncodingRules.DER, out _);
        return point is [4, ..] && point.Length == 65
            ? new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } }
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The token's public key of {point.Length} bytes is no point of P-256."));
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
