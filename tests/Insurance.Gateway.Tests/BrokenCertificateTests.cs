namespace Insurance.Gateway.Tests;

/// <summary>Certificates of the right authority whose attributes cannot be read.</summary>
public sealed class BrokenCertificateTests
{
    private const string Oid = "1.2.3.4.5.6.7.8.1";

    public static TheoryData<string> Unreadable { get; } =
    [
        "", "{", "no JSON", "[]", "null", "7", "{}", "{\"attrs\":null}", "{\"attrs\":[]}", "{\"attrs\":\"role\"}", "{\"attrs\":{\"role\":7}}",
        "{\"attrs\":{\"role\":[\"auditor\"]}}", "{\"attrs\":{\"role\":null}}", "{\"attrs\":{\"role\":\"auditor\",\"role\":\"admin\"}}",
        "{\"attrs\":{\"role\":\"auditor\"},\"attrs\":{}}", "{\"attrs\":{\"role\":\"auditor\"}} {}", "{\"attrs\":{\"role\":\"\\ud800\"}}",
        "{\"attrs\":{\"\\ud800\":\"auditor\"}}", "{\"attrs\":{\"role\":\"\u00ff\"}}", "huge", "deep",
    ];

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Attributes_ThatCannotBeRead_AreUnauthenticated(string content)
    {
        using var issuer = new Certificates();
        var callers = Callers(issuer);
        using var certificate = issuer.With(Extensions(content));

        var refused = Should.Throw<ApiException>(() => callers.Authenticate(certificate));

        (refused.Status, refused.Code).ShouldBe((StatusCode.Unauthenticated, "CERTIFICATE_ATTRIBUTES_UNREADABLE"));
    }

    [Fact]
    public void Attributes_ThatCannotBeRead_AreNoneForAnMsp()
    {
        using var issuer = new Certificates();
        var verifier = new MspVerifier([new MspDefinition { MspId = "A", RootCertificates = [issuer.AuthorityPem], NodeOrganizationalUnits = null }]);
        using var certificate = issuer.With(Extensions("no JSON"));

        // As Fabric: an MSP does not look at them.
        var identity = verifier.Verify(SerializedIdentities.Serialize("A", certificate.ExportCertificatePem()));

        identity.AttributesAreReadable.ShouldBeFalse();
        identity.Attributes.ShouldBeEmpty();
    }

    [Fact]
    public void OtherExtensions_ThatAreNoDer_AreUnauthenticated()
    {
        using var issuer = new Certificates();
        var callers = Callers(issuer);
        foreach (var oid in new[] { "2.5.29.15", "2.5.29.19", "2.5.29.37", "2.5.29.14", "2.5.29.35", "2.5.29.17" })
        {
            using var certificate = issuer.WithoutKey(new X509Extension(oid, [0x30, 0x84, 0xff, 0xff], critical: false), Attributes("{\"attrs\":{\"role\":\"auditor\"}}"));
            try
            {
                callers.Authenticate(certificate);
            }
            catch (ApiException refused)
            {
                refused.Status.ShouldBe(StatusCode.Unauthenticated, oid);
            }
        }
    }

    [Fact]
    public async Task Caller_WithUnreadableAttributes_IsReportedOverBothForms()
    {
        await using var server = await GatewayServer.StartAsync();
        using var unreadable = server.Certificates.With(Attributes("{\"attrs\":7}"));
        await new Consortium.ConsortiumClient(server.Channel(unreadable)).GetRegistryAsync(new GetRegistryRequest()).ResponseAsync
            .ShouldBeAsync(StatusCode.Unauthenticated, "CERTIFICATE_ATTRIBUTES_UNREADABLE");

        var response = await server.Http(unreadable).PostAsync(
            "/insurance.v1.Consortium/GetRegistry", new StringContent("{}", Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync()).ShouldContain("CERTIFICATE_ATTRIBUTES_UNREADABLE");
        UnreadableRequestTests.ShouldBeShort([.. server.LogLines]);
    }

    private static CallerCertificates Callers(Certificates issuer) => new(
        "InsurerOneMSP",
        new CallerAuthorities([X509Certificate2.CreateFromPem(issuer.AuthorityPem)], []),
        RevocationLists.None,
        new CallerRules([]),
        TimeProvider.System);

    private static X509Extension[] Extensions(string content) => content switch
    {
        "huge" => [Attributes("{\"attrs\":{\"role\":\"" + new string('x', 50_000) + "\"}}")],
        "deep" => [Attributes(string.Concat(Enumerable.Repeat("{\"attrs\":", 5000)))],
        _ => [Attributes(content)],
    };

    private static X509Extension Attributes(string json) => new(Oid, Encoding.Latin1.GetBytes(json), critical: false);
}
