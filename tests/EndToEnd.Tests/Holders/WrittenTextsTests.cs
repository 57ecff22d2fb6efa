using Client = Insurance.V1.Holders.HoldersClient;

namespace EndToEnd.Tests.Holders;

/// <summary>What handlers and holders read of what the ledger decided and dated.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class WrittenTextsTests(ConsortiumFixture fixture)
{
    private const string Digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bb822cd15d6c15b0f00a0";

    [Fact]
    public async Task Conditions_OfAClaim_AreWrittenForHandlersAndNameNoFractions()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var claim = await book.Claims.SubmitClaimAsync(book.Claim(await book.BindAsync()));

        var written = claim.Decisions.Single().Conditions.ToDictionary(condition => condition.Code, condition => (condition.Requirement, condition.Observed));

        written["FIELDS_COMPLETE"].ShouldBe(("the product requires no fields", "nothing is missing"));
        written["EVIDENCE_COMPLETE"].ShouldBe(("the product requires no documents", "no documents"));
        written["NO_FRAUD_SIGNAL"].ShouldBe(("no fraud signal", "no signal"));
        written["LOSS_INSIDE_COVER"].ShouldBe(("the policy covers losses from 2026-01-01 00:00 UTC until before 2027-01-01 00:00 UTC", "2026-01-31 00:00 UTC"));
        written["NOTIFICATION_TIME"].Observed.ShouldMatch(@"^\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)? UTC$");
    }

    [Fact]
    public async Task Evidence_ThatIsVerified_NamesWhoAddedIt()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var submitted = book.Claim(await book.BindAsync());
        submitted.Evidence.Add(new Evidence { Kind = "photo", Sha256 = Digest });
        var claim = await book.Claims.SubmitClaimAsync(submitted);

        var answer = await new Ledger.LedgerClient(book.As("auditor"))
            .VerifyDocumentAsync(new VerifyDocumentRequest { RecordType = RecordType.Claim, RecordId = claim.ClaimId, Sha256 = Digest });

        var recorded = answer.Uses.ShouldHaveSingleItem().Recorded;
        (recorded.Actor, recorded.TransactionId).ShouldBe((claim.Submitted.Actor, claim.Submitted.TransactionId));
        recorded.Actor.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Policy_CancelledBeforeItsChange_IsReportedWithoutTheChange()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var now = DateTime.UtcNow;
        var asked = book.Quote();
        asked.Cover = new Period { Start = Timestamp.FromDateTime(now.Date), End = Timestamp.FromDateTime(now.Date.AddDays(100)) };
        var quote = await book.Quotes.RequestQuoteAsync(asked);
        var policy = await book.Policies.BindPolicyAsync(new BindPolicyRequest { RequestId = fixture.NewId("r"), PolicyId = fixture.NewId("p"), QuoteId = quote.QuoteId });
        await new Policies.PoliciesClient(book.As("finance")).RecordPremiumPaymentAsync(book.Premium(policy, policy.Premium.Gross));
        await book.Policies.ChangePolicyAsync(new ChangePolicyRequest
        {
            RequestId = fixture.NewId("r"),
            PolicyId = policy.PolicyId,
            EffectiveAt = Timestamp.FromDateTime(now.Date.AddDays(50)),
            Coverages = { new CoverageSelection { CoverageId = "building", SumInsured = InsurerBook.Dollars(20_000) } },
            Reason = "an annex",
        });
        await book.Policies.CancelPolicyAsync(new CancelPolicyRequest
        {
            RequestId = fixture.NewId("r"),
            PolicyId = policy.PolicyId,
            By = CancelledBy.Holder,
            EffectiveAt = Timestamp.FromDateTime(now.Date.AddDays(50)),
            Reason = "sold",
        });
        var read = await book.Policies.GetPolicyAsync(new GetPolicyRequest { PolicyId = policy.PolicyId });
        var issued = await new Client(book.As("underwriter")).IssueHolderTokenAsync(new IssueHolderTokenRequest { PolicyId = policy.PolicyId });

        var view = await new Client(book.As("underwriter")).GetHolderViewAsync(
            new GetHolderViewRequest { Language = "en" }, new Metadata { { "authorization", "Bearer " + issued.Token } });

        read.ScheduledCoverages.ShouldBeEmpty();
        read.Cancellation.Earned.ShouldBe(InsurerBook.Dollars(50));
        view.Policy.Premium.ShouldBe(
        [
            "The premium is 100.00 USD in all.",
            "Building costs 100.00 USD before taxes.",
            "Since the policy was cancelled, 50.00 USD of it are to be paid in all.",
        ]);
        view.Policy.Notes.ShouldContain(note => note.StartsWith("It was to be changed with effect from ", StringComparison.Ordinal) && note.EndsWith(": an annex. Since it was cancelled, the change never takes effect.", StringComparison.Ordinal));
        view.Policy.Notes.ShouldContain(note => note.EndsWith("The insurer keeps 50.00 USD, for the part of the time that had passed; 50.00 USD are refunded.", StringComparison.Ordinal));
    }
}
