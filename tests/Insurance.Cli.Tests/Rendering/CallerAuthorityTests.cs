namespace Insurance.Cli.Tests.Rendering;

/// <summary>Callers have authorities of their own, which no MSP knows.</summary>
public sealed class CallerAuthorityTests(RenderedRepositoryFixture fixture) : IClassFixture<RenderedRepositoryFixture>
{
    private const string Insurer = "AuroraMSP";
    private const string Broker = "harbour-brokers";
    private readonly RenderedHome _rendered = fixture.Rendered;

    [Fact]
    public void Render_EveryCaller_IsNobodyToEveryMsp()
    {
        var home = _rendered.Home;
        var mspIds = Directory.EnumerateDirectories(home.Organizations).Select(Path.GetFileName).ToList();
        var members = new MspVerifier(mspIds.Select(mspId => MspDirectory.Load(home.Msp(mspId!), mspId!).Definition));
        var callers = Directory.EnumerateFiles(home.Callers, "*.crt", SearchOption.AllDirectories).ToList();

        callers.Count.ShouldBeGreaterThan(10);
        foreach (var file in callers)
        {
            foreach (var mspId in mspIds)
            {
                members.TryVerify(SerializedIdentities.Serialize(mspId!, File.ReadAllText(file)), null, out _, out var error).ShouldBeFalse(file);
                error!.Reason.ShouldBe(IdentityErrorReason.NotIssuedByMsp);
            }
        }
    }

    [Fact]
    public void Render_StaffAndBrokers_AreOfTwoAuthoritiesThatTheGatewayReceives()
    {
        var home = _rendered.Home;
        using var staff = X509CertificateLoader.LoadCertificateFromFile(home.CallersCa(Insurer));
        using var brokers = X509CertificateLoader.LoadCertificateFromFile(home.BrokersCa(Insurer));

        Issuer(home.CallerCertificate(Insurer, "underwriter")).ShouldBe(staff.Subject);
        Issuer(home.CallerCertificate(Insurer, Broker)).ShouldBe(brokers.Subject);
        staff.GetPublicKey().ShouldNotBe(brokers.GetPublicKey());
        var folder = Path.GetDirectoryName(home.GatewayConfiguration(Insurer))!;
        using var settings = JsonDocument.Parse(File.ReadAllText(home.GatewayConfiguration(Insurer)));
        var tls = settings.RootElement.GetProperty("Gateway").GetProperty("Tls");
        Path.GetFullPath(tls.GetProperty("ClientCa").GetString()!, folder).ShouldBe(home.CallersCa(Insurer));
        Path.GetFullPath(tls.GetProperty("BrokerCa").GetString()!, folder).ShouldBe(home.BrokersCa(Insurer));

        // A container of the gateway sees this folder: the authorities' keys are elsewhere.
        Directory.EnumerateFiles(Path.GetDirectoryName(home.CallersCa(Insurer))!)
            .ShouldAllBe(file => !File.ReadAllText(file).Contains("PRIVATE KEY", StringComparison.Ordinal));
    }

    [Fact]
    public void Render_OrganizationWithoutBrokers_HasNoAuthorityForThem()
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(_rendered.Home.GatewayConfiguration("SupervisorMSP")));
        settings.RootElement.GetProperty("Gateway").GetProperty("Tls").TryGetProperty("BrokerCa", out _).ShouldBeFalse();
        Directory.Exists(_rendered.Home.BrokersAuthority("SupervisorMSP")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Render_HomeOfBefore_IssuesItsCallersAnewAndKeepsAllElse(bool interrupted)
    {
        using var old = RenderedHome.Of(new ConsortiumText().Read());
        var home = old.Home;
        var (ca, wallet) = (File.ReadAllText(home.CaCertificate(Insurer)), File.ReadAllText(home.WalletCertificate(Insurer, "finance")));
        foreach (var (caller, role) in new[] { ("underwriter", "underwriter"), (Broker, "broker") })
        {
            AsBefore(home, caller, role);
        }

        if (!interrupted)
        {
            Directory.Delete(home.CallersAuthority(Insurer), recursive: true);
            Directory.Delete(home.BrokersAuthority(Insurer), recursive: true);
        }

        old.Render(new ConsortiumText().Read(), new FixedTime(TimeProvider.System.GetUtcNow()));

        Issuer(home.CallerCertificate(Insurer, "underwriter")).ShouldBe(Subject(home.CallersCa(Insurer)));
        Issuer(home.CallerCertificate(Insurer, Broker)).ShouldBe(Subject(home.BrokersCa(Insurer)));
        using var pair = X509Certificate2.CreateFromPemFile(home.CallerCertificate(Insurer, Broker), home.CallerKey(Insurer, Broker));
        pair.HasPrivateKey.ShouldBeTrue();
        File.ReadAllText(home.CaCertificate(Insurer)).ShouldBe(ca);
        File.ReadAllText(home.WalletCertificate(Insurer, "finance")).ShouldBe(wallet);
    }

    private static void AsBefore(HomeDirectory home, string caller, string role)
    {
        using var authority = CertificateAuthority.Load(File.ReadAllText(home.CaCertificate(Insurer)), File.ReadAllText(home.CaKey(Insurer)));
        var issued = authority.Issue(new CertificateOptions
        {
            CommonName = $"{caller}.{Insurer}",
            OrganizationalUnits = ["client"],
            ClientAuthentication = true,
            Attributes = new Dictionary<string, string> { ["role"] = role },
        });
        File.WriteAllText(home.CallerCertificate(Insurer, caller), issued.CertificatePem);
        File.WriteAllText(home.CallerKey(Insurer, caller), issued.PrivateKeyPem);
    }

    private static string Issuer(string path)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        return certificate.Issuer;
    }

    private static string Subject(string path)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        return certificate.Subject;
    }
}
