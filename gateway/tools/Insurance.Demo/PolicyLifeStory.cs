namespace Insurance.Demo;

/// <summary>A policy that is changed and then returned within the days of cooling off.</summary>
internal sealed class PolicyLifeStory(InsurerDesk insurer, ExampleData data, RunIds ids, TimeProvider time)
{
    private const string Name = "life";
    private const long SumInsured = 500_000_000;
    private const int MorePercent = 150;

    /// <summary>Whose policy it was.</summary>
    public string? HolderId { get; private set; }

    public async Task<Chapter> RunAsync(CancellationToken cancellationToken)
    {
        var product = await ProductShelf.EnsureAsync(insurer, data, FireStory.Line, ids, cancellationToken);
        var holders = await HolderPool.RegisterAsync(insurer, Roles.Underwriter, Name, 1, ids, cancellationToken);
        HolderId = holders.For(1);
        var underwriter = insurer.Policies(Roles.Underwriter);
        var start = time.GetUtcNow().UtcDateTime.Date;
        var quote = await insurer.Quotes(Roles.Underwriter).RequestQuoteAsync(
            new RequestQuoteRequest
            {
                RequestId = ids.Of("ask", Name, 1),
                QuoteId = ids.Of("quote", Name, 1),
                ProductId = product.ProductId,
                ProductVersion = product.Version,
                HolderId = HolderId,
                Cover = new Period { Start = Timestamp.FromDateTime(start), End = Timestamp.FromDateTime(start.AddDays(365)) },
                Coverages = { Building(SumInsured) },
                Jurisdiction = "DK",
                Risk = { ["place"] = "Copenhagen" },
            },
            InsurerDesk.Within(cancellationToken));
        var policy = await underwriter.BindPolicyAsync(
            new BindPolicyRequest { RequestId = ids.Of("bind", Name, 1), PolicyId = ids.Of("policy", Name, 1), QuoteId = quote.QuoteId }, InsurerDesk.Within(cancellationToken));
        await PayAsync(policy, 1, cancellationToken);
        var changed = await underwriter.ChangePolicyAsync(
            new ChangePolicyRequest
            {
                RequestId = ids.Of("change", Name, 1),
                PolicyId = policy.PolicyId,
                EffectiveAt = Timestamp.FromDateTime(start.AddDays(1)),
                Coverages = { Building(SumInsured * MorePercent / 100) },
                Risk = { ["place"] = "Copenhagen" },
                Reason = "An annexe was built.",
            },
            InsurerDesk.Within(cancellationToken));
        await PayAsync(changed, 2, cancellationToken);
        var cancelled = await underwriter.CancelPolicyAsync(
            new CancelPolicyRequest { RequestId = ids.Of("cancel", Name, 1), PolicyId = policy.PolicyId, By = CancelledBy.Holder, Reason = "The holder changed their mind." },
            InsurerDesk.Within(cancellationToken));
        var refunded = await insurer.FinancePolicies.RecordRefundPaymentAsync(
            new RecordRefundPaymentRequest { RequestId = ids.Of("refund", Name, 1), PolicyId = policy.PolicyId, Reference = ids.Of("transfer-back", Name, 1) },
            InsurerDesk.Within(cancellationToken));

        var paid = refunded.Instalments.Where(part => part.Payment is not null).Sum(part => part.Payment.Amount.MinorUnits);
        var returned = refunded.Refunds.Where(part => part.Paid is not null).Sum(part => part.Amount.MinorUnits);
        var chapter = new Chapter("A policy changed, and returned");
        chapter.Say($"{insurer.Name} sold {policy.PolicyId} for {MoneyText.Of(policy.Premium.Gross)}, rated in {quote.Rating.Count} steps that anybody can repeat.");
        chapter.Say($"Insured for half as much again from tomorrow: {MoneyText.Of(changed.Changes[^1].Adjustment.Gross)} more for the days that are left.");
        chapter.Say($"Cancelled inside the 14 days of cooling off ({cancelled.Status.ToString().ToLowerInvariant()}): {MoneyText.Of(returned, FireStory.Currency)} of the {MoneyText.Of(paid, FireStory.Currency)} paid went back.");
        chapter.Note("paid", $"{paid}");
        chapter.Note("returned", $"{returned}");
        return chapter;
    }

    private async Task PayAsync(Policy policy, int number, CancellationToken cancellationToken)
    {
        var due = policy.Instalments.First(part => part.Payment is null);
        await insurer.FinancePolicies.RecordPremiumPaymentAsync(
            new RecordPremiumPaymentRequest { RequestId = ids.Of("premium", Name, number), PolicyId = policy.PolicyId, Amount = due.Amount, Reference = ids.Of("transfer", Name, number) },
            InsurerDesk.Within(cancellationToken));
    }

    private static CoverageSelection Building(long sum) => new() { CoverageId = "building", SumInsured = Amounts.Of(sum, FireStory.Currency) };
}
