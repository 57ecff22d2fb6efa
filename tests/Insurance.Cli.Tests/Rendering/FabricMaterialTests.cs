namespace Insurance.Cli.Tests.Rendering;

/// <summary>Certificates and keys of a Fabric network.</summary>
public sealed class FabricMaterialTests(RenderedRepositoryFixture fixture) : IClassFixture<RenderedRepositoryFixture>
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly RenderedHome _rendered = fixture.Rendered;

    [Fact]
    public void Render_PrivateKeys_AreTheirOwnersAlone()
    {
        string[] keys =
        [
            .. Directory.EnumerateFiles(_rendered.Home.Path, "*", SearchOption.AllDirectories)
                .Where(path => File.ReadAllText(path).Contains("PRIVATE KEY", StringComparison.Ordinal)),
        ];

        // Five authorities, per member a peer with TLS, a gateway and an administrator, three orderers with TLS, their administrator with TLS, and more.
        keys.Length.ShouldBeGreaterThan(5 + (4 * 4) + (3 * 2) + 2);
        keys.ShouldAllBe(path => File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Theory]
    [InlineData("AuroraMSP", "peer", "peer-auroramsp", false)]
    [InlineData("SupervisorMSP", "gateway", "gateway-supervisormsp", false)]
    [InlineData("OrdererMSP", "orderer2", "orderer2", true)]
    public void Render_TlsCertificate_FitsLoopbackAndContainers(string mspId, string node, string host, bool callsToo)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(_rendered.Home.TlsCertificate(mspId, node));

        certificate.MatchesHostname("localhost").ShouldBeTrue();
        certificate.MatchesHostname("127.0.0.1").ShouldBeTrue();
        certificate.MatchesHostname(host).ShouldBeTrue();
        certificate.MatchesHostname("elsewhere").ShouldBeFalse();
        var usages = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Select(usage => usage.Value);
        usages.ShouldBe(callsToo ? [ServerAuthentication, ClientAuthentication] : [ServerAuthentication]);
    }

    [Theory]
    [InlineData("AuroraMSP", "admin", NodeRole.Admin)]
    [InlineData("AuroraMSP", "peer", NodeRole.Peer)]
    [InlineData("OrdererMSP", "admin", NodeRole.Admin)]
    [InlineData("OrdererMSP", "orderer3", NodeRole.Orderer)]
    public void Render_SigningIdentity_HasItsRoleByItsUnit(string mspId, string node, NodeRole role)
    {
        var folder = MspDirectory.Load(_rendered.Home.NodeMsp(mspId, node), mspId);

        var identity = new MspVerifier([folder.Definition]).Verify(SerializedIdentities.Serialize(mspId, folder.SigningCertificatePem!));

        identity.Role.ShouldBe(role);
        folder.PrivateKeyPem.ShouldNotBeNull();
    }

    [Fact]
    [Trait("Report", "3")]
    public void Render_ShortlyBeforeTheEnd_RenewsCertificatesAndKeepsTheKeysThatTheChannelPins()
    {
        using var renewed = RenderedHome.Of(new ConsortiumText().Read());
        var home = renewed.Home;
        var (orderer, peer) = (home.TlsCertificate("OrdererMSP", "orderer1"), home.TlsCertificate("AuroraMSP", "peer"));
        var signer = home.NodeCertificate("OrdererMSP", "orderer1");
        var before = (Certificate: File.ReadAllText(orderer), Key: PublicKey(orderer), Peer: PublicKey(peer), Signer: File.ReadAllText(signer), SignerKey: PublicKey(signer));

        renewed.Render(new ConsortiumText().Read(), new FixedTime(TimeProvider.System.GetUtcNow().AddDays(350)));

        File.ReadAllText(orderer).ShouldNotBe(before.Certificate);
        PublicKey(orderer).ShouldBe(before.Key);
        PublicKey(peer).ShouldNotBe(before.Peer);
        File.ReadAllText(signer).ShouldNotBe(before.Signer);
        PublicKey(signer).ShouldBe(before.SignerKey);
    }

    private static byte[] PublicKey(string path)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        return certificate.GetPublicKey();
    }
}
