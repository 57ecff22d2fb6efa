namespace EndToEnd.Tests.BadInput;

/// <summary>Requests that are well formed and wrong, through the gateway, on a real ledger.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class BadBusinessTests(ConsortiumFixture fixture)
{
    [Fact]
    public async Task Quote_WrongMoney_IsRefused()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        await Quote(new Money { MinorUnits = 100_00, Currency = "EUR" }).ShouldBeRefusedAsync(StatusCode.InvalidArgument, "CURRENCY_MISMATCH");
        await Quote(new Money { MinorUnits = 100_00, Currency = "dollars" }).ShouldBeRefusedAsync(StatusCode.InvalidArgument, "CURRENCY_UNKNOWN");
        await Quote(InsurerBook.Dollars(0)).ShouldBeRefusedAsync(StatusCode.InvalidArgument, "AMOUNT_NOT_POSITIVE");
        await Quote(InsurerBook.Dollars(-1)).ShouldBeRefusedAsync(StatusCode.InvalidArgument, "AMOUNT_NOT_POSITIVE");
        await Quote(new Money { MinorUnits = long.MaxValue, Currency = "USD" })
            .ShouldBeRefusedAsync(StatusCode.FailedPrecondition, "SUM_INSURED_NOT_ACCEPTED");

        AsyncUnaryCall<Quote> Quote(Money sum) => book.Quotes.RequestQuoteAsync(book.Quote(sum));
    }

    [Fact]
    public async Task Quote_DatesReversed_IsRefused()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var quote = book.Quote();
        (quote.Cover.Start, quote.Cover.End) = (quote.Cover.End, quote.Cover.Start);
        await book.Quotes.RequestQuoteAsync(quote).ShouldBeRefusedAsync(StatusCode.InvalidArgument, "INVALID_PERIOD");
    }

    [Fact]
    public async Task Quote_UnknownProduct_IsNotFound()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var quote = book.Quote();
        quote.ProductId = "no-such-product";
        await book.Quotes.RequestQuoteAsync(quote).ShouldBeRefusedAsync(StatusCode.NotFound, "PRODUCT_NOT_FOUND");
    }

    [Fact]
    public async Task Premium_AnotherAmount_IsRefused()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await book.BindAsync(paid: false);
        await new Policies.PoliciesClient(book.As("finance")).RecordPremiumPaymentAsync(book.Premium(policy, InsurerBook.Dollars(1)))
            .ShouldBeRefusedAsync(StatusCode.InvalidArgument, "WRONG_AMOUNT");
    }

    [Fact]
    public async Task Claim_BeforePremium_IsRefused()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await book.BindAsync(paid: false);
        await book.Claims.SubmitClaimAsync(book.Claim(policy)).ShouldBeRefusedAsync(StatusCode.FailedPrecondition, "PREMIUM_UNPAID");
    }

    [Fact]
    public async Task Claim_OutsideCover_IsRefused()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await book.BindAsync();
        await book.Claims.SubmitClaimAsync(book.Claim(policy, day: -1))
            .ShouldBeRefusedAsync(StatusCode.FailedPrecondition, "LOSS_OUTSIDE_COVER");
    }

    [Fact]
    public async Task Claim_NegativeOrZero_IsRefused()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await book.BindAsync();
        await book.Claims.SubmitClaimAsync(book.Claim(policy, InsurerBook.Dollars(0)))
            .ShouldBeRefusedAsync(StatusCode.InvalidArgument, "AMOUNT_NOT_POSITIVE");
        await book.Claims.SubmitClaimAsync(book.Claim(policy, InsurerBook.Dollars(-5)))
            .ShouldBeRefusedAsync(StatusCode.InvalidArgument, "AMOUNT_NOT_POSITIVE");
    }

    [Fact]
    public async Task Claim_OverTheRemainingLimit_PaysWhatIsLeftAndThenNothing()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await book.BindAsync();

        var first = await book.Claims.SubmitClaimAsync(book.Claim(policy, InsurerBook.Dollars(50_000)));

        first.Status.ShouldBe(ClaimStatus.Paid);
        first.Payments.Single().Amount.ShouldBe(InsurerBook.Dollars(10_000));
        var second = await book.Claims.SubmitClaimAsync(book.Claim(policy));
        second.Status.ShouldBe(ClaimStatus.Declined);
        second.Decisions.Single().ReasonCode.ShouldBe("SOMETHING_PAYABLE");
    }

    [Fact]
    public async Task Claim_SameLossTwice_IsRefused()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await book.BindAsync();
        await book.Claims.SubmitClaimAsync(book.Claim(policy, loss: "the fire"));
        await book.Claims.SubmitClaimAsync(book.Claim(policy, loss: "the fire"))
            .ShouldBeRefusedAsync(StatusCode.AlreadyExists, "DUPLICATE_LOSS");
    }

    [Fact]
    public async Task RequestId_SameRequest_RepeatsTheOutcomeAndAnotherIsRefused()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await book.BindAsync();
        var request = book.Claim(policy);

        var first = await book.Claims.SubmitClaimAsync(request);
        var second = await book.Claims.SubmitClaimAsync(request);
        second.ShouldBe(first);

        request.Losses[0].Amount = InsurerBook.Dollars(99);
        await book.Claims.SubmitClaimAsync(request).ShouldBeRefusedAsync(StatusCode.AlreadyExists, "REQUEST_ID_REUSED");
        (await book.Policies.GetPolicyAsync(new GetPolicyRequest { PolicyId = policy.PolicyId }))
            .Limits.Single().Approved.ShouldBe(InsurerBook.Dollars(100));
    }

    [Fact]
    public async Task Payment_OfAPaidClaim_IsRefused()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var claim = await book.Claims.SubmitClaimAsync(book.Claim(await book.BindAsync()));
        await new Claims.ClaimsClient(book.As("finance")).PayClaimAsync(
            new PayClaimRequest { RequestId = fixture.NewId("r"), ClaimId = claim.ClaimId, Reference = "again" })
            .ShouldBeRefusedAsync(StatusCode.FailedPrecondition, "WRONG_CLAIM_STATUS");
    }

    [Fact]
    public async Task Insurer_AnothersPolicy_IsRefused()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await book.BindAsync();
        var other = new InsurerBook(fixture, TestConsortium.Meridian);
        await other.Claims.SubmitClaimAsync(other.Claim(policy)).ShouldBeRefusedAsync(StatusCode.NotFound, "POLICY_NOT_FOUND");
    }

    [Fact]
    public async Task Transaction_OfAPaidClaim_VerifiesAndHasAHistory()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var claim = await book.Claims.SubmitClaimAsync(book.Claim(await book.BindAsync()));
        var ledger = new Insurance.V1.Ledger.LedgerClient(fixture.Consortium.Channel(TestConsortium.Regulator, "auditor"));

        var report = await ledger.VerifyTransactionAsync(
            new VerifyTransactionRequest { TransactionId = claim.Payments.Single().Paid.TransactionId });
        report.Checks.ShouldAllBe(check => check.Passed);
        report.Verified.ShouldBeTrue();
        report.CreatorMspId.ShouldBe(TestConsortium.Aurora);
        report.EndorserMspIds.Count.ShouldBeGreaterThanOrEqualTo(2);
        report.ValidationCode.ShouldBe("VALID");

        var history = await ledger.GetHistoryAsync(
            new GetHistoryRequest { InsurerMspId = TestConsortium.Aurora, RecordType = RecordType.Claim, RecordId = claim.ClaimId });
        history.Entries.Count.ShouldBe(2);
        history.Entries.ShouldAllBe(entry => entry.BlockNumber > 0);
        history.Entries[1].BlockNumber.ShouldBe(report.BlockNumber);

        await ledger.VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = new string('0', 64) })
            .ShouldBeRefusedAsync(StatusCode.NotFound, "TRANSACTION_NOT_FOUND");
    }
}
