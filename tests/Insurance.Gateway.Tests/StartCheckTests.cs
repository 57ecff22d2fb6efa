namespace Insurance.Gateway.Tests;

/// <summary>What a gateway finds out about its peer and channel before it says that it is ready.</summary>
public sealed class StartCheckTests : IDisposable
{
    private const string Unknown =
        "Evaluating failed: FailedPrecondition, evaluate call to endorser returned error: error validating proposal: access denied: channel [insurance] creator org unknown, creator is malformed";

    private readonly TwoOrganizations _organizations = new();

    [Fact]
    public async Task Run_AllInOrder_FindsNothing() =>
        (await CheckAsync(_organizations.Settings(_organizations.Peer(TwoOrganizations.Own)))).ShouldBeEmpty();

    [Theory]
    [InlineData(TwoOrganizations.Own)]
    [InlineData(TwoOrganizations.Other)]
    public async Task Run_CallersOfAnAuthorityOfAnMsp_IsWarnedOf(string mspId)
    {
        var settings = _organizations.Settings(_organizations.Peer(TwoOrganizations.Own));
        foreach (var tls in new[]
        {
            settings.Tls with { ClientCa = _organizations.AuthorityFile(mspId) },
            settings.Tls with { BrokerCa = _organizations.AuthorityFile(mspId) },
        })
        {
            var findings = await WarningsAsync(settings with { Tls = tls });
            findings.ShouldHaveSingleItem().ShouldStartWith("CALLER_AUTHORITY_IN_MSP");
            findings[0].ShouldContain($"is an authority's of {mspId} on channel 'insurance'");
        }
    }

    [Fact]
    public async Task Run_PeerOfAnotherOrganization_NamesIt()
    {
        var peer = _organizations.Peer(TwoOrganizations.Other);

        (await CheckAsync(_organizations.Settings(peer, tlsRootOf: TwoOrganizations.Other))).ShouldBe(
        [
            Finding.Fatal(
                "FOREIGN_PEER",
                $"The peer at {peer} belongs to OtherMSP and not to OwnMSP; set Gateway:Peer:Endpoint and Gateway:Peer:TlsRoot to the organization's own peer."),
        ]);
    }

    [Fact]
    public async Task Run_TlsRootOfAnother_SaysWhichAuthorityIsMissing()
    {
        var settings = _organizations.Settings(_organizations.Peer(TwoOrganizations.Own), tlsRootOf: TwoOrganizations.Other);

        var finding = (await CheckAsync(settings)).ShouldHaveSingleItem();

        (finding.Kind, finding.Code).ShouldBe((FindingKind.Fatal, "PEER_TLS_UNTRUSTED"));
        finding.Message.ShouldContain("was issued by 'CN=ca.own.example'");
        finding.Message.ShouldContain("holds 'CN=ca.other.example'");
    }

    [Fact]
    public async Task Run_PeerOfAnotherName_NamesTheOnesItHas()
    {
        var finding = (await CheckAsync(_organizations.Settings(_organizations.Peer(TwoOrganizations.Own, "peer0.own.example")))).ShouldHaveSingleItem();

        (finding.Kind, finding.Code).ShouldBe((FindingKind.Fatal, "PEER_NAME_MISMATCH"));
        finding.Message.ShouldContain("is not for 'localhost' but for peer0.own.example; set Gateway:Peer:ServerName");
    }

    [Fact]
    public async Task Run_PeerCertificateExpired_IsNamedWhenTheTimeIsOver()
    {
        var peer = _organizations.Peer(TwoOrganizations.Own, issued: -3, days: 2);

        var finding = (await CheckAsync(_organizations.Settings(peer))).ShouldHaveSingleItem();

        (finding.Kind, finding.Code).ShouldBe((FindingKind.Waiting, "PEER_CERTIFICATE_EXPIRED"));
    }

    [Fact]
    public async Task Run_NobodyListens_IsNamedWhenTheTimeIsOver()
    {
        var settings = _organizations.Settings(new Uri($"https://127.0.0.1:{PeerChannelTests.FreePort()}"));

        (await CheckAsync(settings)).ShouldHaveSingleItem().Code.ShouldBe("PEER_UNREACHABLE");
    }

    [Fact]
    public async Task Run_NoTlsThere_IsNamed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("220 smtp.example ready\r\n"u8.ToArray());
        });

        (await CheckAsync(_organizations.Settings(new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}"))))
            .ShouldHaveSingleItem().Code.ShouldBe("PEER_TLS_FAILED");
    }

    [Fact]
    public async Task Run_PeerComesLater_IsCheckedThen()
    {
        var settings = _organizations.Settings(_organizations.Peer(TwoOrganizations.Own));
        var left = 3;
        _organizations.Ledger.AnswerBytes("GetChainInfo", _ => --left > 0
            ? throw new LedgerException(LedgerFailure.Unavailable, "connection refused")
            : Google.Protobuf.MessageExtensions.ToByteArray(new Fabric.Protos.Common.BlockchainInfo { Height = 2 }));

        (await CheckAsync(settings, TimeSpan.FromMinutes(1))).ShouldBeEmpty();
        left.ShouldBeLessThanOrEqualTo(0);
    }

    [Fact]
    public async Task Run_MspIdNotTheOrganizations_IsSuspected()
    {
        var settings = _organizations.Settings(_organizations.Peer(TwoOrganizations.Own), mspId: "OwmMSP");
        _organizations.Ledger.AnswerBytes("GetChainInfo", _ => throw new LedgerException(LedgerFailure.Rejected, Unknown));

        var finding = (await CheckAsync(settings)).ShouldHaveSingleItem();

        (finding.Kind, finding.Code).ShouldBe((FindingKind.Fatal, "IDENTITY_REFUSED"));
        finding.Message.ShouldContain("so Gateway:Organization:MspId is probably not the id");
    }

    [Fact]
    public async Task Run_IdentitiesOfAnotherAuthority_AreSuspected()
    {
        var settings = _organizations.Settings(
            _organizations.Peer(TwoOrganizations.Own), identities: Identities(("finance", TwoOrganizations.Other)));
        _organizations.Ledger.AnswerBytes("GetChainInfo", _ => throw new LedgerException(LedgerFailure.Rejected, Unknown));

        var finding = (await CheckAsync(settings)).ShouldHaveSingleItem();

        (finding.Kind, finding.Code).ShouldBe((FindingKind.Fatal, "IDENTITY_REFUSED"));
        finding.Message.ShouldContain("Gateway:Identities:finance:Certificate was issued by 'CN=ca.other.example'");
    }

    [Fact]
    public async Task Run_OneIdentityOfAnotherAuthority_IsFoundByTheChannelsConfiguration()
    {
        var settings = _organizations.Settings(
            _organizations.Peer(TwoOrganizations.Own),
            identities: Identities(("admin", TwoOrganizations.Other), ("finance", TwoOrganizations.Own)));
        _organizations.Ledger.AnswerBytes("GetChainInfo", call => call.Identity == "admin"
            ? throw new LedgerException(LedgerFailure.Rejected, Unknown)
            : Google.Protobuf.MessageExtensions.ToByteArray(new Fabric.Protos.Common.BlockchainInfo { Height = 2 }));

        var finding = (await CheckAsync(settings)).ShouldHaveSingleItem();

        (finding.Kind, finding.Code).ShouldBe((FindingKind.Fatal, "IDENTITY_REFUSED"));
        finding.Message.ShouldStartWith("Gateway:Identities:admin:Certificate ");
    }

    [Fact]
    public async Task Run_MspIdOfNobody_ListsTheChannelsOrganizations()
    {
        // A peer that lets the identity read nevertheless, as one of another channel configuration might.
        var finding = (await CheckAsync(_organizations.Settings(_organizations.Peer(TwoOrganizations.Own), mspId: "NobodyMSP")))
            .First(item => item.Code == "MSP_NOT_IN_CHANNEL");

        finding.Message.ShouldBe("Channel 'insurance' has no organization 'NobodyMSP', only OwnMSP, OtherMSP; correct Gateway:Organization:MspId.");
    }

    [Theory]
    [InlineData("Evaluating failed: Unavailable, failed to get config for channel [insurance]: could not get last config for channel insurance")]
    [InlineData("Invalid chain ID, insurance")]
    public async Task Run_ChannelNotThere_IsNamedWhenTheTimeIsOver(string answer)
    {
        _organizations.Ledger.AnswerBytes("GetChainInfo", _ => throw new LedgerException(LedgerFailure.Unavailable, answer));

        var finding = (await CheckAsync(_organizations.Settings(_organizations.Peer(TwoOrganizations.Own)))).ShouldHaveSingleItem();

        (finding.Kind, finding.Code).ShouldBe((FindingKind.Waiting, "CHANNEL_NOT_FOUND"));
    }

    [Fact]
    public async Task Run_ChaincodeNotThere_IsNamedWhenTheTimeIsOver()
    {
        _organizations.Ledger.AnswerBytes("GetRegistry", _ => throw new LedgerException(
            LedgerFailure.Rejected, "Evaluating failed: FailedPrecondition, no peers available to evaluate chaincode insurance in channel insurance"));

        var finding = (await CheckAsync(_organizations.Settings(_organizations.Peer(TwoOrganizations.Own)))).ShouldHaveSingleItem();

        (finding.Kind, finding.Code).ShouldBe((FindingKind.Waiting, "CHAINCODE_NOT_FOUND"));
        finding.Message.ShouldBe("Chaincode 'insurance' is not on channel 'insurance', or no peer there has it installed; deploy it, or correct Gateway:Chaincode.");
    }

    [Fact]
    public async Task Run_ChaincodeServerDown_StartsAllTheSame()
    {
        _organizations.Ledger.Fail("GetRegistry", LedgerFailure.Unavailable);

        (await CheckAsync(_organizations.Settings(_organizations.Peer(TwoOrganizations.Own)))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_BlocksGoneBySnapshot_StartsAllTheSame()
    {
        _organizations.Ledger.AnswerBytes("GetBlockByNumber", _ => throw new LedgerException(LedgerFailure.Refused, "no such block"));

        (await CheckAsync(_organizations.Settings(_organizations.Peer(TwoOrganizations.Other), tlsRootOf: TwoOrganizations.Other))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Listen_PortInUse_IsNamed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        var settings = _organizations.Settings(new Uri("https://127.0.0.1:1")) with { Listen = ListenAddress.Parse(address)! };
        await using var app = GatewayHost.Build(settings, new ConfigurationBuilder().Build(), (_, _) => _organizations.Ledger);

        var error = await Should.ThrowAsync<IOException>(() => app.StartAsync());

        Listening.Failure(error).ShouldNotBeNull().ToString().ShouldBe(
            $"PORT_IN_USE: Failed to bind to address https://{address}: address already in use. End the process that listens there, or choose another port in Gateway:Listen, or for the holder's page in Gateway:Holders:Listen.");
    }

    public void Dispose() => _organizations.Dispose();

    [Theory]
    [InlineData("finance", false)]
    [InlineData("finance,admin", false, "IDENTITY_WITH_OTHER_ROLES: Gateway:Identities:finance:Certificate ")]
    [InlineData("finance,admin", true)]
    [InlineData("admin", false, "IDENTITY_WITHOUT_ROLE: Gateway:Identities:finance:Certificate ")]
    [Trait("Report", "8")]
    public async Task Run_RolesOfACertificate_AreThoseItIsConfiguredFor(string roles, bool forBoth, params string[] beginnings)
    {
        var stored = _organizations.Stored("wide", _organizations.Identity(TwoOrganizations.Own, roles));
        var identities = new Dictionary<string, IdentitySettings> { ["finance"] = stored };
        if (forBoth)
        {
            identities["admin"] = stored;
        }

        var lines = await WarningsAsync(_organizations.Settings(_organizations.Peer(TwoOrganizations.Own), identities: identities));

        lines.Count.ShouldBe(beginnings.Length, string.Join('\n', lines));
        lines.Zip(beginnings).ShouldAllBe(pair => pair.First.StartsWith(pair.Second, StringComparison.Ordinal));
    }

    private Dictionary<string, IdentitySettings> Identities(params (string Role, string MspId)[] roles) =>
        roles.ToDictionary(item => item.Role, item => _organizations.Stored(item.Role, _organizations.Identity(item.MspId, item.Role)));

    /// <summary>What is reported, code first, of a start that nothing keeps from.</summary>
    private async Task<IReadOnlyList<string>> WarningsAsync(GatewaySettings settings)
    {
        var recorder = new Recorder();
        (await new StartCheck(settings, _organizations.Ledger, TimeProvider.System, recorder).RunAsync(TimeSpan.Zero, CancellationToken.None)).ShouldBeEmpty();
        return recorder.Lines;
    }

    private sealed class Recorder : ILogger<StartCheck>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }

    private Task<IReadOnlyList<Finding>> CheckAsync(GatewaySettings settings, TimeSpan? limit = null) =>
        new StartCheck(settings, _organizations.Ledger, TimeProvider.System, NullLogger<StartCheck>.Instance)
            .RunAsync(limit ?? TimeSpan.Zero, CancellationToken.None);
}
