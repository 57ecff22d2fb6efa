using Fabric.Client;
using Fabric.Protos.Peer;

namespace EndToEnd.Tests.Protocol;

/// <summary>
/// A policy or claim of an insurer needs that insurer and one other member that is not a regulator, whatever the chaincode's own
/// policy is content with. The insurer's program goes past its gateway and chooses the endorsers itself.
/// </summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class RecordPolicyTests(ConsortiumFixture fixture)
{
    public static TheoryData<string, string[]> NotEnough => new()
    {
        { TestConsortium.Aurora, [TestConsortium.Meridian, TestConsortium.Reinsurer] },
        { TestConsortium.Aurora, [TestConsortium.Aurora] },
        { TestConsortium.Aurora, [TestConsortium.Aurora, TestConsortium.Regulator] },
        { TestConsortium.Aurora, [TestConsortium.Meridian, TestConsortium.Reinsurer, TestConsortium.Regulator] },
        { TestConsortium.Meridian, [TestConsortium.Aurora, TestConsortium.Reinsurer] },
    };

    public static TheoryData<string, string[]> Enough => new()
    {
        { TestConsortium.Aurora, [TestConsortium.Aurora, TestConsortium.Meridian] },
        { TestConsortium.Aurora, [TestConsortium.Reinsurer, TestConsortium.Aurora] },
        { TestConsortium.Meridian, [TestConsortium.Meridian, TestConsortium.Reinsurer] },
    };

    [Theory]
    [MemberData(nameof(NotEnough))]
    public async Task PolicyChanged_WithoutItsInsurerOrAnotherMember_IsRefusedAndStaysAsItWas(string insurer, string[] endorsers)
    {
        var (book, policy) = await BoundAsync(insurer);

        (await PayPremiumAsync(book, policy, insurer, endorsers)).ShouldBe(TxValidationCode.EndorsementPolicyFailure);

        var now = await book.Policies.GetPolicyAsync(new GetPolicyRequest { PolicyId = policy.PolicyId });
        now.Status.ShouldBe(policy.Status);
        now.Instalments.Single().Payment.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Enough))]
    public async Task PolicyChanged_WithItsInsurerAndAnotherMember_IsValid(string insurer, string[] endorsers)
    {
        var (book, policy) = await BoundAsync(insurer);

        (await PayPremiumAsync(book, policy, insurer, endorsers)).ShouldBe(TxValidationCode.Valid);

        (await book.Policies.GetPolicyAsync(new GetPolicyRequest { PolicyId = policy.PolicyId })).Instalments.Single().Payment.ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(NotEnough))]
    public async Task ClaimChanged_WithoutItsInsurerOrAnotherMember_IsRefusedAndStaysAsItWas(string insurer, string[] endorsers)
    {
        var (book, claim) = await ReferredAsync(insurer);

        (await ApproveAsync(claim, insurer, endorsers)).ShouldBe(TxValidationCode.EndorsementPolicyFailure);

        (await book.Claims.GetClaimAsync(new GetClaimRequest { ClaimId = claim.ClaimId })).Status.ShouldBe(ClaimStatus.Referred);
    }

    [Theory]
    [MemberData(nameof(Enough))]
    public async Task ClaimChanged_WithItsInsurerAndAnotherMember_IsValid(string insurer, string[] endorsers)
    {
        var (book, claim) = await ReferredAsync(insurer);

        (await ApproveAsync(claim, insurer, endorsers)).ShouldBe(TxValidationCode.Valid);

        (await book.Claims.GetClaimAsync(new GetClaimRequest { ClaimId = claim.ClaimId })).Status
            .ShouldBeOneOf(ClaimStatus.Approved, ClaimStatus.Paid);
    }

    private async Task<(InsurerBook Book, Policy Policy)> BoundAsync(string insurer)
    {
        var book = await new InsurerBook(fixture, insurer).OpenAsync();
        return (book, await book.BindAsync(paid: false));
    }

    private async Task<(InsurerBook Book, Claim Claim)> ReferredAsync(string insurer)
    {
        var book = await new InsurerBook(fixture, insurer).OpenAsync(straightThroughLimit: InsurerBook.Dollars(50));
        return (book, await book.ReferredClaimAsync());
    }

    private async Task<TxValidationCode> PayPremiumAsync(InsurerBook book, Policy policy, string insurer, string[] endorsers)
    {
        using var client = PeerClient.Of(fixture.Consortium, insurer, "finance");
        var options = ContractExtensions.Argument(book.Premium(policy, policy.Premium.Gross)).EndorsedBy(endorsers);
        return (await client.Contract(PeerClient.Insurance).CommitAsync("RecordPremiumPayment", options)).Code;
    }

    private async Task<TxValidationCode> ApproveAsync(Claim claim, string insurer, string[] endorsers)
    {
        using var client = PeerClient.Of(fixture.Consortium, insurer, "claims-handler");
        var decision = new DecideClaimRequest
        {
            RequestId = fixture.NewId("r"),
            ClaimId = claim.ClaimId,
            Outcome = Outcome.Approve,
            Approved = { claim.Losses },
            Reason = "The damage was inspected.",
        };
        return (await client.Contract(PeerClient.Insurance).CommitAsync("DecideClaim", ContractExtensions.Argument(decision).EndorsedBy(endorsers))).Code;
    }
}
