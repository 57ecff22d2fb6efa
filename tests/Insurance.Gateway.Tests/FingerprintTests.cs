using Google.Protobuf.WellKnownTypes;
using Insurance.Gateway.Fingerprints;

namespace Insurance.Gateway.Tests;

/// <summary>References come in clear, and only their fingerprints go on.</summary>
public sealed class FingerprintTests
{
    private const string Vehicle = "wvw-zzz 1jz XW 000001";
    private const string Plain = "WVWZZZ1JZXW000001";
    private static readonly string Document = new('a', 64);
    private static readonly byte[] Newest = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] Former = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public async Task SubmitClaim_WithReference_SendsFingerprintsAndNothingInClear()
    {
        await using var server = await StartAsync(Newest);

        await Claims(server).SubmitClaimAsync(Claim());

        var sent = server.Ledger.Submitted.Single();
        var request = FakeLedger.Request<SubmitClaimRequest>(sent);
        request.Fingerprints.Select(fingerprint => (fingerprint.Kind, fingerprint.Value)).ShouldBe(
        [
            (FingerprintKind.Object, Hmac(Newest, "object", Plain)),
            (FingerprintKind.Loss, Hmac(Newest, "loss", Plain, "2026-03-25", "FIRE")),
            (FingerprintKind.Evidence, Hmac(Newest, "evidence", Document)),
        ]);
        request.FraudReferences.ShouldBeNull();
        foreach (var text in server.LogLines.Append(FakeLedger.Json(sent)))
        {
            ReferenceText.Of(text).ShouldNotContain(Plain);
        }
    }

    [Fact]
    public async Task SubmitClaim_SeveralKeys_ListsTheOthersAsAlternatives()
    {
        await using var server = await StartAsync(Newest, Former);

        await Claims(server).SubmitClaimAsync(Claim());

        var fingerprints = FakeLedger.Request<SubmitClaimRequest>(server.Ledger.Submitted.Single()).Fingerprints;
        fingerprints.Count.ShouldBe(3);
        fingerprints[0].Value.ShouldBe(Hmac(Newest, "object", Plain));
        fingerprints[0].Alternatives.ShouldBe([Hmac(Former, "object", Plain)]);
    }

    [Fact]
    public async Task SubmitClaim_OverJson_SendsNothingInClear()
    {
        await using var server = await StartAsync(Newest);
        var body = """{"requestId":"r","claimId":"c","policyId":"p","fraudReferences":{"object":"VEHICLE"}}""".Replace("VEHICLE", Vehicle, StringComparison.Ordinal);

        var answer = await server.Http(server.Certificates.Caller("alice", "claims-handler")).PostAsync(
            "/insurance.v1.Claims/SubmitClaim", new StringContent(body, Encoding.UTF8, "application/json"));

        answer.IsSuccessStatusCode.ShouldBeTrue();
        FakeLedger.Json(server.Ledger.Submitted.Single()).ShouldNotContain("wvw");
    }

    [Fact]
    public async Task SubmitClaim_WithoutReference_StillFingerprintsItsDocumentsOnceEach()
    {
        await using var server = await StartAsync(Newest);
        var claim = Claim();
        claim.FraudReferences = null;
        claim.Evidence.Add(claim.Evidence[0]);

        await Claims(server).SubmitClaimAsync(claim);

        FakeLedger.Request<SubmitClaimRequest>(server.Ledger.Submitted.Single()).Fingerprints
            .ShouldHaveSingleItem().Kind.ShouldBe(FingerprintKind.Evidence);
    }

    [Fact]
    public async Task AddEvidence_WithReference_TakesDayAndCauseFromTheClaim()
    {
        await using var server = await StartAsync(Newest);
        server.Ledger.Answer("GetClaim", new Claim { ClaimId = "c", Cause = "Fire", OccurredAt = Claim().OccurredAt });
        var request = new AddEvidenceRequest
        {
            RequestId = "r",
            ClaimId = "c",
            Evidence = { new Evidence { Kind = "photo", Sha256 = Document } },
            FraudReferences = new FraudReferences { Object = Vehicle },
        };

        await Claims(server).AddEvidenceAsync(request);

        var sent = FakeLedger.Request<AddEvidenceRequest>(server.Ledger.Submitted.Single());
        sent.FraudReferences.ShouldBeNull();
        sent.Fingerprints.Select(fingerprint => fingerprint.Value).ShouldBe(
            [Hmac(Newest, "object", Plain), Hmac(Newest, "loss", Plain, "2026-03-25", "FIRE"), Hmac(Newest, "evidence", Document)]);
    }

    [Fact]
    public async Task AddEvidence_WithoutReference_DoesNotReadTheClaim()
    {
        await using var server = await StartAsync(Newest);

        await Claims(server).AddEvidenceAsync(new AddEvidenceRequest { ClaimId = "c", Evidence = { new Evidence { Kind = "photo", Sha256 = Document } } });

        server.Ledger.Evaluated.ShouldBeEmpty();
        FakeLedger.Request<AddEvidenceRequest>(server.Ledger.Submitted.Single()).Fingerprints.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("a-1 2")]
    [InlineData("----------")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Reference_ThatIdentifiesNothing_IsRefused(string? text)
    {
        await using var server = await StartAsync(Newest);
        var claim = Claim();
        claim.FraudReferences.Object = text ?? new string('9', 201);

        var error = await Support.Errors.ThrownByAsync(() => Claims(server).SubmitClaimAsync(claim).ResponseAsync);

        (error.Info().Reason, error.StatusCode).ShouldBe(("INVALID_ARGUMENT", StatusCode.InvalidArgument));
        error.BadRequest()!.FieldViolations.ShouldHaveSingleItem().Field.ShouldBe("fraudReferences.object");
        server.Ledger.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Fingerprints_OfTheCallersOwn_AreRefused()
    {
        await using var server = await StartAsync(Newest);
        var claim = Claim();
        claim.Fingerprints.Add(new Fingerprint { Kind = FingerprintKind.Object, Value = Document });

        await Claims(server).SubmitClaimAsync(claim).ResponseAsync.ShouldBeAsync(StatusCode.InvalidArgument, "FINGERPRINTS_MADE_HERE");
        server.Ledger.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Gateway_WithoutKey_RefusesReferencesAndPassesTheRest()
    {
        await using var server = await StartAsync();

        await Claims(server).SubmitClaimAsync(Claim()).ResponseAsync.ShouldBeAsync(StatusCode.FailedPrecondition, "FINGERPRINT_KEY_MISSING");
        var plain = Claim();
        plain.FraudReferences = null;
        await Claims(server).SubmitClaimAsync(plain);

        FakeLedger.Request<SubmitClaimRequest>(server.Ledger.Submitted.Single()).Fingerprints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("wvwzzz1jzxw000001", Plain)]
    [InlineData(" WVW ZZZ/1JZ.XW 000001\u00a0", Plain)]
    [InlineData("\uff37\uff36\uff37ZZZ\uff11JZXW\uff10\uff10\uff10\uff10\uff10\uff11", Plain)]
    [InlineData("Grundbuch Köln, Blatt 12-b", "GRUNDBUCHKÖLNBLATT12B")]
    [InlineData("\u03b1\u03b2-\u03b3", "\u0391\u0392\u0393")]
    [InlineData("\ud83d\ude97 \ud83d\ude97", "")]
    public void Reference_HoweverWritten_IsOneText(string written, string plain) => ReferenceText.Of(written).ShouldBe(plain);

    [Fact]
    public void Make_DifferentThings_DifferAndPartsDoNotRunTogether()
    {
        var keys = new FingerprintKeys([Newest]);
        string[][] things = [["object", "AB"], ["loss", "AB"], ["loss", "A", "B"], ["loss", "AB", ""], ["evidence", "AB"]];

        things.Select(thing => keys.Make(thing[0], thing[1..])[0]).Distinct().Count().ShouldBe(things.Length);
        new FingerprintKeys([Former]).Make("object", "AB").ShouldNotBe(keys.Make("object", "AB"));
    }

    private static string Hmac(byte[] key, params string[] parts) => Convert.ToHexStringLower(
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("insurance.v1.Fingerprint\n" + string.Join('\n', parts))));

    private static SubmitClaimRequest Claim() => new()
    {
        RequestId = "r",
        ClaimId = "c",
        PolicyId = "p",
        LossId = "l",
        Cause = "fire",
        OccurredAt = Timestamp.FromDateTime(new DateTime(2026, 3, 25, 23, 59, 59, DateTimeKind.Utc)),
        Evidence = { new Evidence { Kind = "photo", Sha256 = Document } },
        FraudReferences = new FraudReferences { Object = Vehicle },
    };

    private static async Task<GatewayServer> StartAsync(params byte[][] keys)
    {
        var server = await GatewayServer.StartAsync(fingerprintKeys: keys.Length == 0 ? null : keys);
        server.Ledger.Answer("SubmitClaim", new Claim { ClaimId = "c", Status = ClaimStatus.Referred });
        server.Ledger.Answer("AddEvidence", new Claim { ClaimId = "c", Status = ClaimStatus.Referred });
        return server;
    }

    private static Claims.ClaimsClient Claims(GatewayServer server) => new(server.As("claims-handler"));
}
