using Fabric.Client;

namespace EndToEnd.Tests.Protocol;

/// <summary>The regulator writes nothing: its gateway refuses, and so does the chaincode when it goes past its gateway.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class RegulatorTests(ConsortiumFixture fixture)
{
    [Fact]
    public async Task OwnGateway_AnyWrite_IsRefusedWithItsCode()
    {
        var (admin, auditor) = (fixture.Consortium.Channel(TestConsortium.Regulator, "admin"), fixture.Consortium.Channel(TestConsortium.Regulator, "auditor"));

        await new Oracles.OraclesClient(admin).RegisterOracleAsync(Oracle()).ShouldBeRefusedAsync(StatusCode.PermissionDenied, "REGULATOR_READ_ONLY");
        await new Claims.ClaimsClient(auditor).PayClaimAsync(new PayClaimRequest()).ShouldBeRefusedAsync(StatusCode.PermissionDenied, "REGULATOR_READ_ONLY");
    }

    [Theory]
    [InlineData(TestConsortium.Aurora)]
    [InlineData(TestConsortium.Regulator)]
    public async Task OwnProgram_WithTheAdministratorsIdentity_IsRefusedByTheChaincode(string peer)
    {
        var identity = fixture.Consortium.LedgerIdentity(TestConsortium.Regulator, "admin");

        await ShouldBeRefusedAsync(peer, identity, "RegisterOracle", Oracle());
    }

    /// <summary>Its own authority can give the regulator any role; its kind it cannot change.</summary>
    [Theory]
    [InlineData("underwriter", "PublishProduct")]
    [InlineData("underwriter", "RegisterParty")]
    [InlineData("underwriter", "BindPolicy")]
    [InlineData("finance", "RecordPremiumPayment")]
    [InlineData("claims-handler", "DecideClaim")]
    [InlineData("finance", "PayClaim")]
    public async Task OwnProgram_WithARoleThatTheRegulatorGaveItself_IsRefusedByTheChaincode(string role, string transaction)
    {
        var consortium = fixture.Consortium;
        using var authority = CertificateAuthority.Load(
            File.ReadAllText(consortium.CaCertificate(TestConsortium.Regulator)), File.ReadAllText(consortium.CaKey(TestConsortium.Regulator)));
        var issued = authority.Issue(new CertificateOptions
        {
            CommonName = "supervisor-turned-" + role,
            OrganizationalUnits = ["client"],
            Attributes = new Dictionary<string, string> { ["role"] = role },
        });

        await ShouldBeRefusedAsync(TestConsortium.Aurora, (issued.CertificatePem, issued.PrivateKeyPem), transaction, Request(transaction));
    }

    private async Task ShouldBeRefusedAsync(string peer, (string CertificatePem, string KeyPem) identity, string transaction, IMessage request)
    {
        using var client = new PeerClient(fixture.Consortium, peer, TestConsortium.Regulator, identity);

        var refusal = await Should.ThrowAsync<EndorseException>(() =>
            client.Contract(PeerClient.Insurance).NewProposal(transaction, ContractExtensions.Argument(request)).EndorseAsync());

        refusal.StatusCode.ShouldBe(StatusCode.Aborted);
        refusal.Details.ShouldNotBeEmpty();
        refusal.Details.ShouldAllBe(detail => detail.Message.Contains("ORGANIZATION_KIND_NOT_ALLOWED", StringComparison.Ordinal));
    }

    private IMessage Request(string transaction)
    {
        var (id, amount) = (fixture.NewId("id"), InsurerBook.Dollars(1));
        return transaction switch
        {
            "PublishProduct" => new InsurerBook(fixture).NewProduct(),
            "RegisterParty" => new RegisterPartyRequest { RequestId = id, PartyId = id },
            "BindPolicy" => new BindPolicyRequest { RequestId = id, PolicyId = id, QuoteId = id },
            "RecordPremiumPayment" => new RecordPremiumPaymentRequest { RequestId = id, PolicyId = id, Amount = amount, Reference = "bank" },
            "DecideClaim" => new DecideClaimRequest { RequestId = id, ClaimId = id, Outcome = Outcome.Approve, Approved = { InsurerBook.Loss(amount) }, Reason = "because" },
            _ => new PayClaimRequest { RequestId = id, ClaimId = id, Reference = "bank" },
        };
    }

    private RegisterOracleRequest Oracle()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new RegisterOracleRequest
        {
            RequestId = fixture.NewId("r"),
            OracleId = fixture.NewId("oracle"),
            PublicKeyPem = key.ExportSubjectPublicKeyInfoPem() + "\n",
            Grants = { new IndexGrant { Index = "delay", Unit = "min", Maximum = 1_440 } },
        };
    }
}
