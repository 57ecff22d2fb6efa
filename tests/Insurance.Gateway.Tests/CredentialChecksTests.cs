namespace Insurance.Gateway.Tests;

/// <summary>What is found in the certificates and keys before the gateway begins.</summary>
public sealed class CredentialChecksTests : IDisposable
{
    private static readonly Uri Nowhere = new("https://127.0.0.1:1");
    private readonly TwoOrganizations _organizations = new();

    [Fact]
    public void Run_AllInOrder_FindsNothing() => Found(Settings()).ShouldBeEmpty();

    [Fact]
    public void Run_SeveralProblems_FindsThemAll()
    {
        var expired = _organizations.Identity(TwoOrganizations.Own, "finance", issued: -3, days: 2);
        var future = _organizations.Identity(TwoOrganizations.Own, "admin", issued: 3);
        var ending = _organizations.Identity(TwoOrganizations.Own, "oracle", days: 12.5);
        var settings = Settings(("finance", expired), ("admin", future), ("oracle", ending));

        var findings = CredentialChecks.Run(settings, DateTimeOffset.UtcNow);

        findings.Select(finding => (finding.Kind, finding.Code)).ShouldBe(
        [
            (FindingKind.Fatal, "CERTIFICATE_EXPIRED"),
            (FindingKind.Fatal, "CERTIFICATE_NOT_YET_VALID"),
            (FindingKind.Warning, "CERTIFICATE_EXPIRES_SOON"),
        ]);
        findings[0].Message.ShouldStartWith($"Gateway:Identities:finance:Certificate ({settings.Identities["finance"].Certificate}) expired on ");
        findings[2].Message.ShouldContain(", in 12 days;");
        findings.ShouldAllBe(finding => !finding.Message.Contains('\n'));
    }

    [Fact]
    public void Run_KeyOfAnotherCertificate_IsNamed()
    {
        var settings = Settings();
        var other = _organizations.Write("other.key", _organizations.Identity(TwoOrganizations.Own, "admin").PrivateKeyPem);

        Found(settings with { Tls = settings.Tls with { Key = other } }).ShouldHaveSingleItem()
            .ShouldStartWith($"KEY_MISMATCH: Gateway:Tls:Key ({other}) is not the key of the certificate in Gateway:Tls:Certificate ");
    }

    [Theory]
    [InlineData("no key at all", "holds no private key in PEM")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGjMF8G\n-----END ENCRYPTED PRIVATE KEY-----\n", "is encrypted")]
    public void Run_KeyThatIsNone_IsNamed(string content, string what)
    {
        var settings = Settings();
        var key = _organizations.Write("bad.key", content);

        Found(settings with { Tls = settings.Tls with { Key = key } }).ShouldHaveSingleItem()
            .ShouldStartWith($"KEY_UNUSABLE: Gateway:Tls:Key ({key}) {what}");
    }

    [Fact]
    public void Run_FingerprintKeysThatAreNone_AreNamed()
    {
        var good = _organizations.Write("good.key", new string('k', 32));
        var same = _organizations.Write("same.key", new string('k', 32));
        var small = _organizations.Write("short.key", "short");

        Found(Settings() with { Fingerprints = new FingerprintSettings(good, []) }).ShouldBeEmpty();
        Found(Settings() with { Fingerprints = new FingerprintSettings(good, [same, small]) }).ShouldBe(
        [
            $"FINGERPRINT_KEY_UNUSABLE: Gateway:Fingerprints:SearchKeys:0 names the file '{same}', which holds the same key as another one named before it; name each key once.",
            $"FINGERPRINT_KEY_UNUSABLE: Gateway:Fingerprints:SearchKeys:1 names the file '{small}', which has 5 bytes and not 32: it is not a key of the insurers.",
        ]);
    }

    [Fact]
    public void Run_FileWithoutCertificate_IsNamed()
    {
        var settings = Settings();
        var file = _organizations.Write("empty.pem", "");

        Found(settings with { Peer = settings.Peer with { TlsRoot = file } }).ShouldHaveSingleItem()
            .ShouldStartWith($"CERTIFICATE_UNUSABLE: Gateway:Peer:TlsRoot names the file '{file}', which cannot be used: ");
    }

    [Fact]
    public void Run_KeyOpenToEverybody_IsWarnedOf()
    {
        var settings = Settings();
        var key = _organizations.Write("open.key", File.ReadAllText(settings.Tls.Key), others: true);

        Found(settings with { Tls = settings.Tls with { Key = key } }).ShouldBe(
            [$"KEY_READABLE_BY_OTHERS: Gateway:Tls:Key ({key}) can be read by every user of this machine; chmod 600 it."]);
    }

    public void Dispose() => _organizations.Dispose();

    private static IEnumerable<string> Found(GatewaySettings settings) =>
        CredentialChecks.Run(settings, DateTimeOffset.UtcNow).Select(finding => finding.ToString());

    private GatewaySettings Settings(params (string Role, Fabric.Msp.IssuedCertificate Issued)[] identities) =>
        _organizations.Settings(Nowhere, identities: identities.Length == 0
            ? null
            : identities.ToDictionary(item => item.Role, item => _organizations.Stored(item.Role, item.Issued)));
}
