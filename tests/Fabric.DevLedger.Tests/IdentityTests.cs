using Fabric.Client;
using Grpc.Core;

namespace Fabric.DevLedger.Tests;

public class IdentityTests
{
    private const string Malformed = "error validating proposal: access denied: channel [test] creator org unknown, creator is malformed";

    [Fact]
    public async Task Evaluate_CertificateOfAForgedAuthority_IsRefused()
    {
        await using var ledger = await TestLedger.StartAsync();
        using var forged = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca.Org1MSP" });
        var certificate = forged.Issue(new CertificateOptions { CommonName = "user1", OrganizationalUnits = ["client"] });

        await ShouldBeRefusedAsync(ledger, ledger.Consortium.Organizations[0].User(certificate), Malformed);
    }

    [Fact]
    public async Task Evaluate_CertificateOfAnotherOrganization_IsRefused()
    {
        await using var ledger = await TestLedger.StartAsync();
        var foreign = ledger.Consortium.Organizations[1].Issue("user1");

        await ShouldBeRefusedAsync(ledger, ledger.Consortium.Organizations[0].User(foreign), Malformed);
    }

    [Fact]
    public async Task Evaluate_OrganizationOutsideTheChannel_IsRefused()
    {
        await using var ledger = await TestLedger.StartAsync();
        using var stranger = new TestOrganization(Directory.CreateTempSubdirectory().FullName, "StrangerMSP", "peer");

        await ShouldBeRefusedAsync(ledger, stranger.User(), Malformed);
    }

    [Fact]
    public async Task Evaluate_SignedWithAnotherKey_IsRefused()
    {
        await using var ledger = await TestLedger.StartAsync();
        var organization = ledger.Consortium.Organizations[0];
        var user = organization.User() with { Signer = EcdsaSigner.FromPem(organization.Issue("other").PrivateKeyPem) };

        await ShouldBeRefusedAsync(
            ledger, user, "error validating proposal: access denied: channel [test] creator org [Org1MSP]");
    }

    /// <summary>A revocation list in the folder of an organization's MSP counts, as on Fabric.</summary>
    [Fact]
    public async Task Evaluate_CertificateRevokedInTheMspFolder_IsRefused()
    {
        await using var ledger = new TestLedger();
        var organization = ledger.Consortium.Organizations[0];
        var (revoked, other) = (organization.Issue("revoked"), organization.Issue("other"));
        var folder = Directory.CreateDirectory(Path.Combine(organization.VerifyingFolder, "crls")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "crl.pem"), organization.Authority.Revoke([revoked.SerialNumber]));
        await ledger.StartServerAsync();

        await ShouldBeRefusedAsync(
            ledger, organization.User(revoked), "error validating proposal: access denied: channel [test] creator org [Org1MSP]");
        (await ledger.Contract(0, organization.User(other)).EvaluateAsync("peer")).ShouldBe("Org1MSP");
    }

    [Fact]
    public async Task Submit_CertificateExpired_IsRefusedByTheOtherEndorsers()
    {
        await using var ledger = await TestLedger.StartAsync();
        var organization = ledger.Consortium.Organizations[0];
        var past = organization.IssueExpired("old");

        var refused = await Should.ThrowAsync<EndorseException>(() => ledger.Contract(0, organization.User(past)).SubmitAsync("put", "k", "v"));

        refused.StatusCode.ShouldBe(StatusCode.Aborted);
        refused.Details.ShouldAllBe(detail => detail.Message == "rpc error: code = Unknown desc = proposal client identity expired");
        refused.Details.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Submit_EnvelopeSignedBySomebodyElse_IsRefusedByTheOrderer()
    {
        await using var ledger = await TestLedger.StartAsync();
        var organization = ledger.Consortium.Organizations[0];
        var first = ledger.Contract(0, organization.User());
        var endorsed = await first.EndorseAsync("put", "k", "v");
        using var other = EcdsaPrivateKey.FromPem(organization.Issue("other").PrivateKeyPem);
        using var gateway = FabricGateway.Connect(ledger.Channel(0), organization.User());
        var forged = gateway.NewSignedTransaction(endorsed.ToBytes(), other.SignDigest(endorsed.Digest.Span));

        var refused = await Should.ThrowAsync<SubmitException>(() => forged.SubmitAsync());

        refused.StatusCode.ShouldBe(StatusCode.Aborted);
        refused.Message.ShouldContain("status=FORBIDDEN");
    }

    [Fact]
    public async Task Submit_ByAClientOfAReadOnlyOrganization_IsRefusedByTheOrderer()
    {
        await using var ledger = await TestLedger.StartAsync(readOnly: "Org1MSP");
        var organization = ledger.Consortium.Organizations[0];
        var endorsed = await ledger.Contract().EndorseAsync("put", "k", "v");

        var refused = await Should.ThrowAsync<SubmitException>(() => endorsed.SubmitAsync());
        await ledger.Contract(0, organization.User(organization.Issue("boss", "admin"))).SubmitAsync("put", "k", "by an administrator");

        refused.Message.ShouldContain("status=FORBIDDEN");
        refused.Message.ShouldContain("'Writers' sub-policies");
        (await ledger.Contract().EvaluateAsync("get", "k")).ShouldBe("by an administrator");
    }

    private static async Task ShouldBeRefusedAsync(TestLedger ledger, GatewayOptions user, string reason)
    {
        var refused = await Should.ThrowAsync<GatewayException>(() => ledger.Contract(0, user).EvaluateAsync("get", "k"));
        refused.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        refused.Details.ShouldHaveSingleItem().Message.ShouldBe(reason);
        refused.Details[0].MspId.ShouldBe("Org1MSP");
        refused.Details[0].Address.ShouldBe("peer0.Org1MSP:7051");
    }
}
