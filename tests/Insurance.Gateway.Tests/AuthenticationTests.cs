namespace Insurance.Gateway.Tests;

public sealed class AuthenticationTests
{
    private static readonly GetRegistryRequest Request = new();

    [Fact]
    public async Task Caller_WithCertificateOfTheOrganization_IsServed()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("GetRegistry", new Registry { Organizations = { new Organization { MspId = "InsurerOneMSP" } } });

        var registry = await new Consortium.ConsortiumClient(server.As("auditor")).GetRegistryAsync(Request);

        registry.Organizations[0].MspId.ShouldBe("InsurerOneMSP");
        server.Ledger.Evaluated.Single(call => call.Transaction == "GetRegistry").Identity.ShouldBe("auditor");
    }

    [Fact]
    public async Task Caller_WithoutCertificate_IsUnauthenticated()
    {
        await using var server = await GatewayServer.StartAsync();
        await new Consortium.ConsortiumClient(server.Channel(null)).GetRegistryAsync(Request).ResponseAsync
            .ShouldBeAsync(StatusCode.Unauthenticated, "CERTIFICATE_MISSING");
    }

    [Fact]
    public async Task Caller_WithExpiredCertificate_IsUnauthenticated()
    {
        await using var server = await GatewayServer.StartAsync();
        var channel = server.Channel(server.Certificates.Expired("alice", "auditor"));
        await new Consortium.ConsortiumClient(channel).GetRegistryAsync(Request).ResponseAsync
            .ShouldBeAsync(StatusCode.Unauthenticated, "CERTIFICATE_EXPIRED");
    }

    [Fact]
    public async Task Caller_WithForeignCertificate_IsUnauthenticated()
    {
        await using var server = await GatewayServer.StartAsync();

        // Another authority of the same name: what a forger would make.
        using var foreign = new Certificates();
        var channel = server.Channel(foreign.Caller("alice", "auditor"));
        await new Consortium.ConsortiumClient(channel).GetRegistryAsync(Request).ResponseAsync
            .ShouldBeAsync(StatusCode.Unauthenticated, "CERTIFICATE_UNTRUSTED");
    }

    [Fact]
    public async Task Caller_WithRevokedCertificate_IsUnauthenticated()
    {
        System.Security.Cryptography.X509Certificates.X509Certificate2? revoked = null;
        await using var server = await GatewayServer.StartAsync(revocationList: certificates =>
        {
            (revoked, var list) = certificates.Revoked("alice", "auditor");
            return list;
        });
        await new Consortium.ConsortiumClient(server.Channel(revoked)).GetRegistryAsync(Request).ResponseAsync
            .ShouldBeAsync(StatusCode.Unauthenticated, "CERTIFICATE_REVOKED");
    }

    [Fact]
    public async Task Broker_WithoutBrokerAttribute_IsUnauthenticated()
    {
        await using var server = await GatewayServer.StartAsync();
        await new Consortium.ConsortiumClient(server.As("broker")).GetRegistryAsync(Request).ResponseAsync
            .ShouldBeAsync(StatusCode.Unauthenticated, "BROKER_ATTRIBUTE_MISSING");
    }

    [Fact]
    public async Task Caller_WithTheWrongRole_IsDenied()
    {
        await using var server = await GatewayServer.StartAsync();
        await new Claims.ClaimsClient(server.As("auditor")).PayClaimAsync(new PayClaimRequest()).ResponseAsync
            .ShouldBeAsync(StatusCode.PermissionDenied, "ROLE_NOT_ALLOWED");
        server.Ledger.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Regulator_Writes_IsDenied()
    {
        await using var server = await GatewayServer.StartAsync(OrganizationKind.Regulator);
        await new Claims.ClaimsClient(server.As("finance")).PayClaimAsync(new PayClaimRequest()).ResponseAsync
            .ShouldBeAsync(StatusCode.PermissionDenied, "REGULATOR_READ_ONLY");
        server.Ledger.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Health_WithoutCertificate_Answers()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.AnswerBytes("GetChainInfo", _ => []);

        (await server.Http(null).GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.Http(null).GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Readiness_LedgerGone_IsUnavailable()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Fail("GetChainInfo", LedgerFailure.Unavailable);

        (await server.Http(null).GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }
}
