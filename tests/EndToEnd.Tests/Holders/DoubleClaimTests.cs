namespace EndToEnd.Tests.Holders;

/// <summary>One thing claimed with two insurers: each finds the other's claim, and nobody finds what was claimed for.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class DoubleClaimTests(ConsortiumFixture fixture)
{
    [Fact]
    public async Task Claim_OfAThingClaimedElsewhere_IsReferredAndTheThingIsNowhereInClear()
    {
        var aurora = await new InsurerBook(fixture).OpenAsync();
        var meridian = await new InsurerBook(fixture, TestConsortium.Meridian).OpenAsync(InsurerBook.Dollars(50));
        var vehicle = "WVWZZZ" + Guid.NewGuid().ToString("N")[..11].ToUpperInvariant();
        var document = new Evidence { Kind = "photo", Sha256 = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()) + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()) };
        var first = await SubmitAsync(aurora, vehicle, document);
        (first.Status, first.Signals.Count).ShouldBe((ClaimStatus.Paid, 0));
        await SeenAsync(meridian, first.ClaimId);

        var second = await SubmitAsync(meridian, $" {vehicle[..6].ToLowerInvariant()}-{vehicle[6..]}", new Evidence { Kind = "photo", Sha256 = new string('0', 64) });

        second.Status.ShouldBe(ClaimStatus.Referred);
        second.Signals.Select(signal => signal.Code).Where(code => code != "SAME_EVIDENCE").ShouldBe(
            ["SAME_OBJECT_OTHER_INSURER", "SAME_LOSS_OTHER_INSURER"], ignoreOrder: true);
        second.Signals[0].Explanation.ShouldContain(first.ClaimId);
        var added = await meridian.Claims.AddEvidenceAsync(new AddEvidenceRequest { RequestId = fixture.NewId("r"), ClaimId = second.ClaimId, Evidence = { document } });
        added.Status.ShouldBe(ClaimStatus.Referred);
        added.Signals.Select(signal => signal.Code).ShouldContain("SAME_EVIDENCE_OTHER_INSURER");

        FileSearch.Holding(fixture.Consortium.Home, second.ClaimId).ShouldNotBeEmpty("the search finds what is on the ledger");
        FileSearch.Holding(fixture.Consortium.Home, vehicle).ShouldBeEmpty();
        FileSearch.Holding(fixture.Consortium.Home, vehicle[6..]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Chaincode_ReferenceInClear_IsRefused()
    {
        using var client = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "claims-handler");
        var book = await new InsurerBook(fixture).OpenAsync();
        var claim = book.Claim(await book.BindAsync());
        claim.FraudReferences = new FraudReferences { Object = "WVWZZZ1JZXW000001" };

        var refusal = await Should.ThrowAsync<Fabric.Client.EndorseException>(() => client.Contract(PeerClient.Insurance)
            .NewProposal("SubmitClaim", ContractExtensions.Argument(claim)).EndorseAsync());

        refusal.ToString().ShouldContain("REFERENCES_IN_ARGUMENTS");
    }

    private async Task<Claim> SubmitAsync(InsurerBook book, string vehicle, Evidence document)
    {
        var claim = book.Claim(await book.BindAsync());
        claim.FraudReferences = new FraudReferences { Object = vehicle };
        claim.Evidence.Add(document);
        return await book.Claims.SubmitClaimAsync(claim);
    }

    // On Fabric a block reaches each peer in its own time.
    private static Task<Claim> SeenAsync(InsurerBook book, string claimId) => Waiting.EventuallyAsync(
        async () => await book.Claims.GetClaimAsync(new GetClaimRequest { InsurerMspId = TestConsortium.Aurora, ClaimId = claimId }),
        exception => exception is RpcException { StatusCode: StatusCode.NotFound });
}
