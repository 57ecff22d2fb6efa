namespace EndToEnd.Tests.Holders;

/// <summary>A digest alone pays nothing where the product asks that a person has seen the document.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class SeenEvidenceTests(ConsortiumFixture fixture)
{
    [Fact]
    public async Task Claim_WithAMadeUpDigest_IsPaidOnlyWhenAHandlerHasSeenTheDocument()
    {
        var book = await new InsurerBook(fixture).OpenAsync(alter: product =>
        {
            product.ClaimConditions.RequiredEvidence.Add("bill");
            product.ClaimConditions.EvidenceSeen = true;
        });
        var request = book.Claim(await book.BindAsync());
        var digest = new string('5', 64);
        request.Evidence.Add(new Evidence { Kind = "bill", Sha256 = digest });

        var referred = await book.Claims.SubmitClaimAsync(request);

        (referred.Status, referred.Payments.Count, referred.Decisions[^1].ReasonCode).ShouldBe((ClaimStatus.Referred, 0, "EVIDENCE_SEEN"));
        await book.Claims.ConfirmEvidenceAsync(Confirm(request.ClaimId, new string('6', 64))).ShouldBeRefusedAsync(StatusCode.NotFound, "EVIDENCE_NOT_FOUND");
        foreach (var other in new[] { "underwriter", "finance", TestConsortium.Broker })
        {
            await new Claims.ClaimsClient(book.As(other)).ConfirmEvidenceAsync(Confirm(request.ClaimId, digest))
                .ShouldBeRefusedAsync(StatusCode.PermissionDenied, "ROLE_NOT_ALLOWED");
        }

        var paid = await book.Claims.ConfirmEvidenceAsync(Confirm(request.ClaimId, digest));

        paid.Status.ShouldBe(ClaimStatus.Paid);
        paid.Payments.Single().Amount.ShouldBe(InsurerBook.Dollars(100));
        (paid.Seen.Single().Sha256, paid.Seen.Single().Seen.Actor).ShouldBe((digest, $"claims-handler.{TestConsortium.Aurora}"));
    }

    private ConfirmEvidenceRequest Confirm(string claimId, string digest) => new() { RequestId = fixture.NewId("r"), ClaimId = claimId, Sha256 = { digest } };
}
