using System.Net.Http.Json;
using Fabric.Client;
using Fabric.Protos.Peer;

namespace EndToEnd.Tests.Protocol;

/// <summary>A policyholder's data from registration to erasure: who holds them, who can read them, and what is left.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class PersonalDataTests(ConsortiumFixture fixture)
{
    private const string Name = "Ada Lovelace";

    private Parties.PartiesClient Underwriter => new(fixture.Consortium.Channel(TestConsortium.Aurora, "underwriter"));

    [Fact]
    public async Task PersonalData_OtherOrganizations_NeitherReadNorHold()
    {
        var from = await HeightAsync();
        var partyId = await RegisterAsync();
        var value = await SealedAsync(partyId);
        Encoding.Latin1.GetString(value).ShouldNotContain("Lovelace");

        var there = new Parties.PartiesClient(fixture.Consortium.Channel(TestConsortium.Meridian, "underwriter"));
        var refused = await Should.ThrowAsync<RpcException>(() => there.GetPersonalDataAsync(Reading(partyId)).ResponseAsync);
        refused.StatusCode.ShouldBe(StatusCode.NotFound);

        // Past the gateways: a stranger at the insurer's peer, and the insurer at a stranger's.
        using var stranger = new PeerClient(
            fixture.Consortium, TestConsortium.Aurora, TestConsortium.Meridian, fixture.Consortium.LedgerIdentity(TestConsortium.Meridian, "underwriter"));
        using var aurora = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "underwriter");
        foreach (var (client, peerOf, code) in new[]
        {
            (stranger, TestConsortium.Aurora, "PARTY_NOT_FOUND"), (aurora, TestConsortium.Meridian, "PERSONAL_DATA_NOT_HELD"),
        })
        {
            var error = await Should.ThrowAsync<GatewayException>(() => client.Contract(PeerClient.Insurance).EvaluateTransactionAsync(
                "GetPersonalData", ContractExtensions.Argument(Reading(partyId)).EndorsedBy(peerOf)));
            error.Message.ShouldContain(code);
        }

        // Of all peers' stores only the insurer's has the value.
        (await BlockWithAsync(TestConsortium.Aurora, "underwriter", from, value)).ShouldNotBeNull();
        foreach (var (member, role) in new[] { (TestConsortium.Meridian, "underwriter"), (TestConsortium.Reinsurer, "admin"), (TestConsortium.Regulator, "auditor") })
        {
            (await BlockWithAsync(member, role, from, value)).ShouldBeNull(member);
        }
    }

    [Fact]
    public async Task EraseParty_PurgesEveryPeersStore_AndTheMoneyStaysReadableAndVerifies()
    {
        var from = await HeightAsync();
        var book = await new InsurerBook(fixture).OpenAsync();
        var value = await SealedAsync(book.HolderId);
        var block = await BlockWithAsync(TestConsortium.Aurora, "underwriter", from, value);
        block.ShouldNotBeNull();
        if (!LedgerUnderTest.IsFabric)
        {
            FilesWith(value).ShouldNotBeEmpty();
        }

        var (policy, claim) = await EndedPolicyAsync(book);

        var admin = new Parties.PartiesClient(fixture.Consortium.Channel(TestConsortium.Aurora, "admin"));
        var request = new ErasePartyRequest { RequestId = fixture.NewId("r"), PartyId = book.HolderId, Reason = "asked for" };
        var erased = await admin.ErasePartyAsync(request);
        (await admin.ErasePartyAsync(request)).ShouldBe(erased);

        erased.Erased.Reason.ShouldBe("asked for");
        erased.CommitmentSha256.Length.ShouldBe(64);
        (await Should.ThrowAsync<RpcException>(() => Underwriter.GetPersonalDataAsync(Reading(book.HolderId)).ResponseAsync))
            .Status.Detail.ShouldContain("were erased at");
        await Waiting.EventuallyAsync(
            async () => await BlockWithAsync(TestConsortium.Aurora, "underwriter", block.Value, value, block.Value) is null
                ? true
                : throw new TimeoutException("The peer still has the value."),
            exception => exception is TimeoutException);
        if (!LedgerUnderTest.IsFabric)
        {
            FilesWith(value).ShouldBeEmpty();
        }

        var auditor = fixture.Consortium.Channel(TestConsortium.Regulator, "auditor");
        (await new Policies.PoliciesClient(auditor).GetPolicyAsync(new GetPolicyRequest { InsurerMspId = TestConsortium.Aurora, PolicyId = policy.PolicyId })).ShouldBe(policy);
        (await new Claims.ClaimsClient(auditor).GetClaimAsync(new GetClaimRequest { InsurerMspId = TestConsortium.Aurora, ClaimId = claim.ClaimId })).ShouldBe(claim);
        foreach (var transaction in new[] { erased.Registered.TransactionId, claim.Payments[0].Paid.TransactionId, erased.Erased.Erased.TransactionId })
        {
            var verified = await new Ledger.LedgerClient(auditor).VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = transaction });
            verified.Checks.ShouldNotBeEmpty();
            verified.Checks.ShouldAllBe(check => check.Passed);
        }
    }

    [Theory]
    [InlineData(TestConsortium.Meridian, TestConsortium.Reinsurer)]
    [InlineData(TestConsortium.Aurora)]
    public async Task EraseParty_WithoutItsInsurerOrAnotherMember_IsRefused(params string[] endorsers)
    {
        var partyId = await RegisterAsync();
        using var aurora = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "admin");
        var request = new ErasePartyRequest { RequestId = fixture.NewId("r"), PartyId = partyId, Reason = "past the gateway" };

        var status = await aurora.Contract(PeerClient.Insurance).CommitAsync("EraseParty", ContractExtensions.Argument(request).EndorsedBy(endorsers));

        status.Code.ShouldBe(TxValidationCode.EndorsementPolicyFailure);
        (await Underwriter.GetPersonalDataAsync(Reading(partyId))).PersonalData.FullName.ShouldBe(Name);
    }

    [Fact]
    public async Task CorrectParty_OverJson_IsProvedToAnotherOrganizationByThePersonsOwnCopy()
    {
        var partyId = await RegisterAsync();
        using var http = fixture.Consortium.Http(TestConsortium.Aurora, "claims-handler");
        var corrected = await PostAsync(http, "CorrectParty", new { requestId = fixture.NewId("r"), partyId, reason = "married", personalData = new { fullName = "Ada King" } });
        corrected.GetProperty("version").GetInt32().ShouldBe(2);

        var copy = await PostAsync(http, "GetPersonalData", new { partyId, purpose = "PURPOSE_DATA_SUBJECT_REQUEST" });
        copy.GetProperty("personalData").GetProperty("fullName").GetString().ShouldBe("Ada King");
        copy.GetProperty("committedJson").GetString().ShouldBe("""{"fullName":"Ada King"}""");

        using var elsewhere = fixture.Consortium.Http(TestConsortium.Regulator, "auditor");
        var salt = copy.GetProperty("salt").GetString();
        var proof = await PostAsync(elsewhere, "VerifyPersonalData", new { partyId, insurerMspId = TestConsortium.Aurora, personalData = new { fullName = "Ada King" }, salt });
        proof.GetProperty("matches").GetBoolean().ShouldBeTrue();
        proof = await PostAsync(elsewhere, "VerifyPersonalData", new { partyId, insurerMspId = TestConsortium.Aurora, personalData = new { fullName = "Ada Lovelace" }, salt });
        proof.GetProperty("matches").GetBoolean().ShouldBeFalse();
        var log = await PostAsync(elsewhere, "ListAccesses", new { partyId, insurerMspId = TestConsortium.Aurora });
        log.GetProperty("accesses").EnumerateArray().Single().GetProperty("purpose").GetString().ShouldBe("PURPOSE_DATA_SUBJECT_REQUEST");
    }

    [Fact]
    public async Task RegisterParty_ARequestIdUsedWithAnotherName_IsRefusedAndChangesNothing()
    {
        RegisterPartyRequest Registration(string id, string name) => new() { RequestId = id, PartyId = id, PersonalData = new PersonalData { FullName = name } };
        var id = fixture.NewId("twice");
        var registered = await Underwriter.RegisterPartyAsync(Registration(id, Name));

        await Underwriter.RegisterPartyAsync(Registration(id, "Ada King")).ShouldBeRefusedAsync(StatusCode.AlreadyExists, "REQUEST_ID_REUSED");

        (await Underwriter.RegisterPartyAsync(Registration(id, Name))).ShouldBe(registered);
        (await Underwriter.GetPersonalDataAsync(Reading(id))).PersonalData.FullName.ShouldBe(Name);
        await new Parties.PartiesClient(fixture.Consortium.Channel(TestConsortium.Aurora, "admin"))
            .ErasePartyAsync(new ErasePartyRequest { RequestId = fixture.NewId("r"), PartyId = id, Reason = "asked for" });
        foreach (var name in new[] { Name, "Ada King" })
        {
            await Underwriter.RegisterPartyAsync(Registration(id, name)).ShouldBeRefusedAsync(StatusCode.FailedPrecondition, "PARTY_ERASED");
        }
    }

    private async Task<string> RegisterAsync()
    {
        var partyId = fixture.NewId("person");
        await Underwriter.RegisterPartyAsync(new RegisterPartyRequest
        {
            RequestId = fixture.NewId("r"),
            PartyId = partyId,
            PersonalData = new PersonalData { FullName = Name },
        });
        return partyId;
    }

    private async Task<(Policy Policy, Claim Claim)> EndedPolicyAsync(InsurerBook book)
    {
        var asked = book.Quote();
        asked.Cover.End = InsurerBook.Day(60);
        var quote = await book.Quotes.RequestQuoteAsync(asked);
        var policy = await book.Policies.BindPolicyAsync(new BindPolicyRequest
        {
            RequestId = fixture.NewId("r"),
            PolicyId = fixture.NewId("p"),
            QuoteId = quote.QuoteId,
        });
        await new Policies.PoliciesClient(book.As("finance")).RecordPremiumPaymentAsync(book.Premium(policy, policy.Premium.Gross));
        var claim = await book.Claims.SubmitClaimAsync(book.Claim(policy));
        claim.Status.ShouldBe(ClaimStatus.Paid);
        await book.Policies.ExpirePolicyAsync(new ExpirePolicyRequest { RequestId = fixture.NewId("r"), PolicyId = policy.PolicyId });
        return (await book.Policies.GetPolicyAsync(new GetPolicyRequest { PolicyId = policy.PolicyId }), claim);
    }

    private static GetPersonalDataRequest Reading(string partyId) => new() { PartyId = partyId, Purpose = Purpose.Contract };

    /// <summary>The value as the insurer's peer holds it.</summary>
    private async Task<byte[]> SealedAsync(string partyId)
    {
        using var aurora = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "underwriter");
        var answer = await aurora.Contract(PeerClient.Insurance).EvaluateTransactionAsync(
            "GetPersonalData", ContractExtensions.Argument(Reading(partyId)).EndorsedBy(TestConsortium.Aurora));
        return SealedPersonalData.Parser.ParseJson(Encoding.UTF8.GetString(answer.Span)).Sealed.ToByteArray();
    }

    private async Task<ulong> HeightAsync() => (await new Ledger.LedgerClient(fixture.Consortium.Channel(TestConsortium.Aurora, "auditor"))
        .GetLedgerInfoAsync(new GetLedgerInfoRequest())).Height;

    /// <summary>The first block with which a member's peer delivers the value among the private data.</summary>
    private async Task<ulong?> BlockWithAsync(string mspId, string role, ulong from, byte[] value, ulong? to = null)
    {
        to ??= await HeightAsync() - 1;
        using var member = PeerClient.Of(fixture.Consortium, mspId, role);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await foreach (var block in member.Network.GetBlockAndPrivateDataEventsAsync(new EventOptions { StartBlock = from }, limit.Token))
        {
            if (block.ToByteArray().AsSpan().IndexOf(value) >= 0)
            {
                return block.Block.Header.Number;
            }

            if (block.Block.Header.Number >= to)
            {
                return null;
            }
        }

        throw new InvalidOperationException("The stream of blocks ended.");
    }

    private IEnumerable<string> FilesWith(byte[] value) => Directory
        .EnumerateFiles(Path.Combine(fixture.Consortium.Home, "ledger"), "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != "lock")
        .Where(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(value) >= 0;
        });

    private static async Task<JsonElement> PostAsync(HttpClient http, string method, object request)
    {
        using var answer = await http.PostAsJsonAsync($"/insurance.v1.Parties/{method}", request);
        var body = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(body);
        return JsonDocument.Parse(body).RootElement;
    }
}
