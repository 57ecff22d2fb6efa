namespace Insurance.Gateway.Tests;

/// <summary>Whose certificate is a caller's, and what it may say.</summary>
public sealed class CallerCertificateTests
{
    [Theory]
    [InlineData(false, "broker", "b1")]
    [InlineData(false, "broker", null)]
    [InlineData(false, "underwriter,broker", "b1")]
    [InlineData(false, "underwriter", "b1")]
    [InlineData(true, "underwriter", null)]
    [InlineData(true, "underwriter", "b1")]
    [InlineData(true, "broker,underwriter", "b1")]
    [InlineData(true, "admin,broker", "b1")]
    [InlineData(true, "", "b1")]
    public async Task Role_OfTheWrongAuthority_IsRefused(bool ofBrokers, string roles, string? broker)
    {
        await using var server = await GatewayServer.StartAsync();
        await ShouldBeRefusedAsync(server, server.Certificates.Issue("alice", roles, broker, ofBrokers), "CERTIFICATE_WRONG_AUTHORITY");
    }

    [Fact]
    public async Task Broker_OfTheBrokersAuthority_IsServed()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("GetRegistry", new Registry());
        await new Consortium.ConsortiumClient(server.As("broker", "b1")).GetRegistryAsync(new GetRegistryRequest());
    }

    [Theory]
    [InlineData("peer", false, true)]
    [InlineData("orderer", false, true)]
    [InlineData("PEER", false, true)]
    [InlineData("client", true, false)]
    public async Task Certificate_OfANodeOrAServer_IsRefused(string unit, bool serves, bool calls)
    {
        await using var server = await GatewayServer.StartAsync();
        foreach (var ofBrokers in new[] { false, true })
        {
            var issued = server.Certificates.Issue(ofBrokers, new CertificateOptions
            {
                CommonName = "node",
                OrganizationalUnits = [unit],
                ServerAuthentication = serves,
                ClientAuthentication = calls,
                Attributes = new Dictionary<string, string> { ["role"] = ofBrokers ? "broker" : "auditor", ["broker"] = "b1" },
            });
            await ShouldBeRefusedAsync(server, issued, "CERTIFICATE_NOT_FOR_CALLERS");
        }
    }

    [Fact]
    public void Certificate_CheckedForManyCallsAtOnce_IsACallersForAll()
    {
        const int Threads = 4;
        using var certificates = new Certificates();
        var rules = new CallerRules([]);
        using var caller = certificates.Caller("alice", "auditor");
        var identity = new MspVerifier([new MspDefinition { MspId = "OneMSP", RootCertificates = [certificates.AuthorityPem] }])
            .Verify(SerializedIdentities.Serialize("OneMSP", caller.ExportCertificatePem()));
        var copies = Enumerable.Range(0, 3_000).Select(_ => X509CertificateLoader.LoadCertificate(caller.RawData)).ToArray();
        using var begin = new Barrier(Threads);
        var refused = 0;

        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            begin.SignalAndWait();
            foreach (var copy in copies)
            {
                try
                {
                    rules.Check(copy, identity);
                }
                catch (ApiException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Array.ForEach(copies, copy => copy.Dispose());
        refused.ShouldBe(0);
    }

    [Fact]
    public async Task Certificate_OfTheGatewayItself_IsRefused()
    {
        await using var server = await GatewayServer.StartAsync();
        var own = File.ReadAllText(server.CertificateFile);
        var key = File.ReadAllText(Path.ChangeExtension(server.CertificateFile, ".key"));
        await ShouldBeRefusedAsync(server, new IssuedCertificate(own, key, ""), "CERTIFICATE_NOT_FOR_CALLERS");
    }

    [Fact]
    public async Task Certificate_WithoutExtendedUsage_IsServed()
    {
        // As Fabric CA issues them.
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("GetRegistry", new Registry());
        var issued = server.Certificates.Issue(false, new CertificateOptions
        {
            CommonName = "alice",
            OrganizationalUnits = ["client"],
            Attributes = new Dictionary<string, string> { ["role"] = "auditor" },
        });
        await new Consortium.ConsortiumClient(server.Channel(Certificates.Load(issued))).GetRegistryAsync(new GetRegistryRequest());
    }

    public static TheoryData<string> Reserved() =>
        [.. ReservedNames.All.SelectMany(name => new[] { name, name.ToUpperInvariant(), $" {name} " })];

    [Theory]
    [MemberData(nameof(Reserved))]
    public async Task Name_OfWhatGatewaysDoByThemselves_IsRefused(string name)
    {
        await using var server = await GatewayServer.StartAsync();
        await ShouldBeRefusedAsync(server, server.Certificates.Issue(name, "finance"), "CALLER_NAME_RESERVED");
        await ShouldBeRefusedAsync(server, server.Certificates.Issue(name, "broker", "b1", ofBrokers: true), "CALLER_NAME_RESERVED");
    }

    private static async Task ShouldBeRefusedAsync(GatewayServer server, IssuedCertificate issued, string code)
    {
        await new Consortium.ConsortiumClient(server.Channel(Certificates.Load(issued))).GetRegistryAsync(new GetRegistryRequest()).ResponseAsync
            .ShouldBeAsync(StatusCode.Unauthenticated, code);
        server.Ledger.Evaluated.ShouldBeEmpty();
    }
}
