namespace EndToEnd.Tests.BadInput;

/// <summary>A gateway whose configuration does not fit the network: it ends with one line that says what is wrong.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class GatewayStartTests(ConsortiumFixture fixture) : IDisposable
{
    private readonly TemporaryHome _folder = new();

    private TestConsortium Consortium => fixture.Consortium;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_WrongMspId_SaysThatThePeerTakesNoneOfItsIdentities()
    {
        var line = await RefusalAsync(gateway => gateway["Organization"]!["MspId"] = "AuroraMPS");

        line.ShouldContain("IDENTITY_REFUSED");
        line.ShouldContain("'AuroraMPS'");
        line.ShouldContain("Gateway:Organization:MspId");
    }

    [Fact]
    public async Task Start_PeerOfAnotherOrganization_SaysWhoseItIs()
    {
        var foreign = JsonNode.Parse(await File.ReadAllTextAsync(Consortium.GatewayConfiguration(TestConsortium.Meridian)))!["Gateway"]!["Peer"]!;

        var line = await RefusalAsync(gateway =>
        {
            gateway["Peer"]!["Endpoint"] = foreign["Endpoint"]!.GetValue<string>();
            gateway["Peer"]!["TlsRoot"] = Consortium.CaCertificate(TestConsortium.Meridian);
        });

        line.ShouldContain("FOREIGN_PEER");
        line.ShouldContain($"belongs to {TestConsortium.Meridian} and not to {TestConsortium.Aurora}");
        line.ShouldContain("Gateway:Peer:Endpoint");
    }

    [Fact]
    public async Task Start_ExpiredTlsCertificate_SaysWhichAndSinceWhen()
    {
        using var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca.AuroraMSP" }, new YearsAgo(1));
        var expired = authority.Issue(new CertificateOptions
        {
            CommonName = "gateway",
            DnsNames = ["localhost"],
            ServerAuthentication = true,
            Validity = TimeSpan.FromDays(10),
        });
        var (certificate, key) = (_folder.File("expired.crt"), _folder.File("expired.key"));
        await File.WriteAllTextAsync(certificate, expired.CertificatePem);
        await File.WriteAllTextAsync(key, expired.PrivateKeyPem);

        var line = await RefusalAsync(gateway =>
        {
            gateway["Tls"]!["Certificate"] = certificate;
            gateway["Tls"]!["Key"] = key;
        });

        line.ShouldContain("CERTIFICATE_EXPIRED");
        line.ShouldContain($"expired on {DateTime.UtcNow.AddYears(-1).AddDays(10):yyyy-MM-dd}");
        line.ShouldContain("renewed");
    }

    [Fact]
    public async Task Check_AsRendered_FindsNothing()
    {
        var checkedNow = await CheckAsync(_ => { });
        checkedNow.ShouldExitWith(0).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_NoKeyStoreWhereTheLedgerHoldsSealedData_SaysSoAndMakesNone()
    {
        await new Parties.PartiesClient(Consortium.Channel(TestConsortium.Aurora, "underwriter")).RegisterPartyAsync(new RegisterPartyRequest
        {
            RequestId = fixture.NewId("r"),
            PartyId = fixture.NewId("sealed"),
            PersonalData = new PersonalData { FullName = "Ada Lovelace" },
        });
        var state = Directory.CreateDirectory(_folder.File("state")).FullName;

        var found = await CheckAsync(gateway => gateway["StateDirectory"] = state);

        found.ShouldExitWith(2).Output.ShouldContain($"fatal KEY_STORE_EMPTY: {state}");
        Directory.GetFileSystemEntries(state).ShouldBeEmpty();
    }

    /// <summary>The authority that is in the channel's MSP, as callers' certificates were issued before.</summary>
    [Fact]
    public async Task Check_CallersOfTheMspsAuthority_Warns()
    {
        var warned = await CheckAsync(gateway =>
        {
            gateway["Tls"]!["ClientCa"] = Consortium.CaCertificate(TestConsortium.Aurora);
            gateway["Tls"]!.AsObject().Remove("RevocationList");
        });
        warned.ShouldExitWith(0).Output.ShouldStartWith("warning CALLER_AUTHORITY_IN_MSP: Gateway:Tls:ClientCa holds ");
        warned.Output.ShouldContain($"is an authority's of {TestConsortium.Aurora} on channel 'insurance'");
    }

    [Fact]
    public async Task Start_OneAuthorityForStaffAndBrokers_IsRefused() =>
        (await RefusalAsync(gateway =>
        {
            gateway["Tls"]!["BrokerCa"] = gateway["Tls"]!["ClientCa"]!.GetValue<string>();
            gateway["Tls"]!.AsObject().Remove("RevocationList");
        })).ShouldContain("CALLER_AUTHORITIES_SHARED");

    [Fact]
    public async Task Start_RevocationListOfAnotherAuthority_IsRefused()
    {
        using var foreign = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "callers-ca.AuroraMSP" });
        var list = _folder.File("foreign.crl");
        await File.WriteAllTextAsync(list, foreign.Revoke([]));
        (await RefusalAsync(gateway => gateway["Tls"]!["RevocationList"] = list)).ShouldContain("REVOCATION_LIST_FOREIGN");
    }

    private async Task<CommandResult> CheckAsync(Action<JsonNode> change) =>
        await ProgramRun.RunAsync(Repository.GatewayProgram, new Dictionary<string, string>(), "check", "--config", await ChangedAsync(change));

    /// <summary>The one line that the program says before it ends.</summary>
    private async Task<string> RefusalAsync(Action<JsonNode> spoil)
    {
        var file = await ChangedAsync(spoil);
        var result = (await ProgramRun.RunAsync(Repository.GatewayProgram, new Dictionary<string, string>(), "--config", file)).ShouldExitWith(2);

        result.Output.ShouldBeEmpty();
        return result.Errors.Split('\n').Where(line => line.StartsWith("insurance-gateway: ", StringComparison.Ordinal)).ShouldHaveSingleItem();
    }

    private async Task<string> ChangedAsync(Action<JsonNode> spoil)
    {
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(Consortium.GatewayConfiguration(TestConsortium.Aurora)))!;
        var gateway = settings["Gateway"]!;
        gateway["Listen"] = "127.0.0.1:0";
        gateway["Holders"]!["Listen"] = "127.0.0.1:0";
        spoil(gateway);
        // Beside the original, whose paths may be relative.
        var file = Path.Combine(Path.GetDirectoryName(Consortium.GatewayConfiguration(TestConsortium.Aurora))!, $"spoilt-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, settings.ToJsonString());
        return file;
    }
}
