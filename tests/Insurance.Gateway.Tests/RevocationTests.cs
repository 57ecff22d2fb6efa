namespace Insurance.Gateway.Tests;

/// <summary>Revocation while the gateway runs: of callers that come again, that hold a connection, and that hold a stream.</summary>
public sealed class RevocationTests
{
    private static readonly GetRegistryRequest Request = new();

    [Theory]
    [InlineData("auditor", null)]
    [InlineData("broker", "b1")]
    public async Task Caller_RevokedWhileTheGatewayRuns_IsRefusedOnItsOpenConnectionToo(string role, string? broker)
    {
        var ofBrokers = broker is not null;
        await using var server = await StartAsync();
        var issued = server.Certificates.Issue("alice", role, broker, ofBrokers);
        var client = new Consortium.ConsortiumClient(server.Channel(Certificates.Load(issued)));
        await client.GetRegistryAsync(Request);

        await File.WriteAllTextAsync(server.RevocationFile, server.Certificates.List(false) + server.Certificates.List(ofBrokers, issued));

        await Waiting.UntilAsync(async () => await ReasonAsync(client) == "CERTIFICATE_REVOKED");
        await new Consortium.ConsortiumClient(server.As("auditor")).GetRegistryAsync(Request);
    }

    [Theory]
    [InlineData("REVOCATION_LIST_UNREADABLE", "no list")]
    [InlineData("REVOCATION_LIST_UNREADABLE", "")]
    [InlineData("REVOCATION_LIST_UNREADABLE", "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n")]
    [InlineData("REVOCATION_LIST_UNREADABLE", null)]
    [InlineData("REVOCATION_LIST_FOREIGN", "foreign")]
    public async Task List_UnusableWhileTheGatewayRuns_LeavesTheOneBeforeInForceAndIsReported(string code, string? content)
    {
        Fabric.Msp.IssuedCertificate? issued = null;
        await using var server = await StartAsync(certificates => certificates.List(false, issued = certificates.Issue("alice", "auditor")));
        using var foreign = new Certificates();
        server.Ledger.AnswerBytes("GetChainInfo", _ => []);
        if (content is null)
        {
            File.Delete(server.RevocationFile);
        }
        else
        {
            await File.WriteAllTextAsync(server.RevocationFile, content == "foreign" ? foreign.List(false) : content);
        }

        await Waiting.UntilAsync(async () => (await server.Http(null).GetStringAsync("/readyz")) == $$"""{"status":"ok","notes":["{{code}}"]}""");
        server.LogLines.ShouldContain(line => line.StartsWith("Error " + code, StringComparison.Ordinal));
        (await ReasonAsync(new Consortium.ConsortiumClient(server.Channel(Certificates.Load(issued!))))).ShouldBe("CERTIFICATE_REVOKED");

        // A good one again.
        await File.WriteAllTextAsync(server.RevocationFile, server.Certificates.List(false));
        await Waiting.UntilAsync(async () => (await server.Http(null).GetStringAsync("/readyz")) == """{"status":"ok"}""");
        await new Consortium.ConsortiumClient(server.Channel(Certificates.Load(issued!))).GetRegistryAsync(Request);
    }

    [Fact]
    public async Task List_OlderThanTheOneInForce_LetsNobodyInAgain()
    {
        var now = DateTimeOffset.UtcNow;
        Fabric.Msp.IssuedCertificate? issued = null;
        await using var server = await StartAsync(certificates => certificates.ListOf(now, issued = certificates.Issue("alice", "auditor")));
        server.Ledger.AnswerBytes("GetChainInfo", _ => []);

        await File.WriteAllTextAsync(server.RevocationFile, server.Certificates.ListOf(now.AddMinutes(-1)));

        await Waiting.UntilAsync(() => server.LogLines.Any(line => line.StartsWith("Error REVOCATION_LIST_OLDER", StringComparison.Ordinal)));
        (await server.Http(null).GetStringAsync("/readyz")).ShouldContain("REVOCATION_LIST_OLDER");
        var alice = new Consortium.ConsortiumClient(server.Channel(Certificates.Load(issued!)));
        (await ReasonAsync(alice)).ShouldBe("CERTIFICATE_REVOKED");

        // A newer one, of a clock that is ahead.
        await File.WriteAllTextAsync(server.RevocationFile, server.Certificates.ListOf(now.AddDays(2)));
        await Waiting.UntilAsync(() => server.LogLines.Any(line => line.StartsWith("Warning REVOCATION_LIST_AHEAD", StringComparison.Ordinal)));
        await alice.GetRegistryAsync(Request);
    }

    [Fact]
    public async Task List_PastItsTime_IsWarnedOfAndStaysInForce()
    {
        var clock = new HurriedTime();
        Fabric.Msp.IssuedCertificate? issued = null;
        await using var server = await StartAsync(certificates => certificates.List(false, issued = certificates.Issue("alice", "auditor")), clock);
        server.Ledger.AnswerBytes("GetChainInfo", _ => []);

        clock.Ahead = TimeSpan.FromDays(366);

        await Waiting.UntilAsync(() => server.LogLines.Any(line => line.StartsWith("Warning REVOCATION_LIST_OUTDATED", StringComparison.Ordinal)));
        (await server.Http(null).GetStringAsync("/readyz")).ShouldContain("REVOCATION_LIST_OUTDATED");
        clock.Ahead = TimeSpan.Zero;
        (await ReasonAsync(new Consortium.ConsortiumClient(server.Channel(Certificates.Load(issued!))))).ShouldBe("CERTIFICATE_REVOKED");
    }

    [Fact]
    public async Task Stream_OfACallerWhoIsRevoked_Ends()
    {
        await using var server = await StartAsync();
        var issued = server.Certificates.Issue("alice", "auditor");
        using var call = new V1.Events.EventsClient(server.Channel(Certificates.Load(issued))).Subscribe(new SubscribeRequest { StartBlock = 1 });
        server.Ledger.Raise(BrokerTests.Event("ProductPublished", "{}"));
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();

        await File.WriteAllTextAsync(server.RevocationFile, server.Certificates.List(false, issued));

        await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1))
            .ShouldBeAsync(StatusCode.Unauthenticated, "CERTIFICATE_REVOKED");
    }

    [Fact]
    public async Task Stream_OfACertificateThatIsOver_EndsAlsoAsJson()
    {
        var clock = new HurriedTime();
        await using var server = await StartAsync(clock: clock);
        server.Ledger.Raise(BrokerTests.Event("ProductPublished", "{}"));
        using var call = new V1.Events.EventsClient(server.As("auditor")).Subscribe(new SubscribeRequest { StartBlock = 1 });
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/insurance.v1.Events/Subscribe")
        {
            Content = new StringContent("""{"startBlock":"1"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        using var answer = await server.Http(server.Certificates.Caller("alice", "auditor")).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        clock.Ahead = TimeSpan.FromDays(366);

        await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1))
            .ShouldBeAsync(StatusCode.Unauthenticated, "CERTIFICATE_EXPIRED");
        (await answer.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromMinutes(1))).ShouldContain("\"reason\":\"CERTIFICATE_EXPIRED\"");
    }

    [Theory]
    [InlineData("REVOCATION_LIST_UNREADABLE", "no list")]
    [InlineData("REVOCATION_LIST_FOREIGN", "foreign")]
    public async Task Start_WithAnUnusableList_IsRefusedWithItsCode(string code, string content)
    {
        using var foreign = new Certificates();
        var refusal = await Should.ThrowAsync<ConfigurationException>(() => StartAsync(_ => content == "foreign" ? foreign.List(false) : content));
        refusal.Problems.ShouldHaveSingleItem().ShouldStartWith(code);
    }

    [Fact]
    public void Checks_BeforeTheStart_NameWhatIsWrong()
    {
        using var organizations = new TwoOrganizations();
        using var foreign = new Certificates();
        var settings = organizations.Settings(new Uri("https://localhost:1"));
        CallerAuthorityChecks.Run(settings, TimeProvider.System.GetUtcNow()).ShouldBeEmpty();

        var tls = settings.Tls with { RevocationList = organizations.Write("foreign.crl", foreign.List(false)) };
        CallerAuthorityChecks.Run(settings with { Tls = tls }, TimeProvider.System.GetUtcNow())
            .Select(finding => (finding.Kind, finding.Code)).ShouldBe([(FindingKind.Fatal, "REVOCATION_LIST_FOREIGN")]);

        tls = settings.Tls with
        {
            ClientCa = organizations.Write("c.pem", foreign.AuthorityPem),
            BrokerCa = organizations.Write("b.pem", foreign.AuthorityPem),
            RevocationList = organizations.Write("old.crl", foreign.List(false)),
        };
        CallerAuthorityChecks.Run(settings with { Tls = tls }, TimeProvider.System.GetUtcNow().AddDays(400))
            .Select(finding => (finding.Kind, finding.Code))
            .ShouldBe([(FindingKind.Fatal, "CALLER_AUTHORITIES_SHARED"), (FindingKind.Warning, "REVOCATION_LIST_OUTDATED")]);
    }

    [Fact]
    public void Interval_IsAFewSeconds()
    {
        RevocationWatch.Interval.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(5));
        CallerWatch.Interval.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(5));
    }

    private static async Task<GatewayServer> StartAsync(Func<Certificates, string>? list = null, HurriedTime? clock = null)
    {
        var server = await GatewayServer.StartAsync(revocationList: list ?? (certificates => certificates.List(false)), clock: clock ?? new HurriedTime());
        server.Ledger.Answer("GetRegistry", new Registry());
        return server;
    }

    private static async Task<string> ReasonAsync(Consortium.ConsortiumClient client)
    {
        try
        {
            await client.GetRegistryAsync(Request);
            return "";
        }
        catch (RpcException error)
        {
            return error.Info().Reason;
        }
    }
}
