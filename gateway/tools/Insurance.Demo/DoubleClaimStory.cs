namespace Insurance.Demo;

/// <summary>One building, insured with two insurers; its fire is claimed from both. Neither sees the other's customer.</summary>
internal sealed class DoubleClaimStory(IReadOnlyList<InsurerDesk> insurers, ExampleData data, RunIds ids)
{
    public const string Line = "fire";
    private const string Name = "double";
    private const long SumInsured = 500_000_000;
    private const long Loss = 100_000_000;
    private static readonly DateTime Start = new(1985, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public string? PolicyId { get; private set; }

    public async Task<Chapter> RunAsync(CancellationToken cancellationToken)
    {
        var chapter = new Chapter("The same loss, claimed from two insurers");
        var first = await ClaimAsync(insurers[0], cancellationToken);
        PolicyId = first.PolicyId;
        chapter.Say($"{insurers[0].Name}: claim {first.ClaimId} for {MoneyText.Of(first.AmountClaimed)} is {Word(first)}, by the conditions.");
        await CatchUp.ToHeightAsync(insurers[1].Ledger, [insurers[0].Ledger], cancellationToken);
        var second = await ClaimAsync(insurers[1], cancellationToken);
        chapter.Say($"{insurers[1].Name}: claim {second.ClaimId} for the same is {Word(second)}, because of signs of fraud:");
        foreach (var signal in second.Signals)
        {
            chapter.Say($"  {signal.Code}: {ConditionText.Of(signal.Explanation)}");
        }

        var declined = await insurers[1].HandlerClaims.DecideClaimAsync(
            new DecideClaimRequest
            {
                RequestId = ids.Of("decide", Name, 2),
                ClaimId = second.ClaimId,
                Outcome = Outcome.Decline,
                ReasonCode = "FRAUD_ESTABLISHED",
                Reason = $"The building is insured with {insurers[0].Name}, which has paid for this fire.",
            },
            InsurerDesk.Within(cancellationToken));
        var appealed = await insurers[1].HandlerClaims.AppealClaimAsync(
            new AppealClaimRequest { RequestId = ids.Of("appeal", Name, 2), ClaimId = declined.ClaimId, Reason = "The holder says that there were two fires." },
            InsurerDesk.Within(cancellationToken));
        chapter.Say($"A handler asked the other insurer and declined it; the holder appealed, so it is {Word(appealed)}: another handler will answer.");
        chapter.Say("No signal declines a claim by itself. The register holds HMACs under the insurers' common key: nobody reads a building, or a person, from it.");
        chapter.Note("first", first.Status.ToString());
        chapter.Note("second", second.Status.ToString());
        chapter.Note("signals", string.Join(' ', second.Signals.Select(signal => signal.Code).Order(StringComparer.Ordinal)));
        chapter.Note("end", appealed.Status.ToString());
        return chapter;
    }

    private async Task<Claim> ClaimAsync(InsurerDesk insurer, CancellationToken cancellationToken)
    {
        var policy = await InsureAsync(insurer, cancellationToken);
        var report = SHA256.HashData(Encoding.UTF8.GetBytes($"report of {insurer.MspId} {ids.Run}"));
        var claim = await insurer.HandlerClaims.SubmitClaimAsync(
            new SubmitClaimRequest
            {
                RequestId = ids.Of("claim", Name, insurer.Index),
                ClaimId = ids.Of("claim", Name, insurer.Index),
                PolicyId = policy.PolicyId,
                LossId = ids.Of("loss", Name, insurer.Index),
                Cause = "fire",
                OccurredAt = Timestamp.FromDateTime(Start.AddDays(100)),
                Losses = { new Loss { CoverageId = "building", Amount = Amounts.Of(Loss, FireStory.Currency) } },
                Evidence = { new Evidence { Kind = "loss-adjuster-report", Sha256 = Convert.ToHexStringLower(report) } },
                // Read by the gateway alone, which makes fingerprints of it.
                FraudReferences = new FraudReferences { Object = "building " + ids.Run },
            },
            InsurerDesk.Within(cancellationToken));
        return claim.Status != ClaimStatus.Approved ? claim : await insurer.FinanceClaims.PayClaimAsync(
            new PayClaimRequest { RequestId = ids.Of("pay", Name, insurer.Index), ClaimId = claim.ClaimId, Reference = ids.Of("transfer-claim", Name, insurer.Index) },
            InsurerDesk.Within(cancellationToken));
    }

    private async Task<Policy> InsureAsync(InsurerDesk insurer, CancellationToken cancellationToken)
    {
        var product = await ProductShelf.EnsureAsync(insurer, data, Line, ids, cancellationToken);
        var holders = await HolderPool.RegisterAsync(insurer, Roles.Underwriter, Name, 1, ids, cancellationToken);
        return await insurer.InsureAsync(
            new RequestQuoteRequest
            {
                RequestId = ids.Of("ask", Name, insurer.Index),
                QuoteId = ids.Of("quote", Name, insurer.Index),
                ProductId = product.ProductId,
                ProductVersion = product.Version,
                HolderId = holders.For(1),
                Cover = new Period { Start = Timestamp.FromDateTime(Start), End = Timestamp.FromDateTime(Start.AddYears(1)) },
                Coverages = { new CoverageSelection { CoverageId = "building", SumInsured = Amounts.Of(SumInsured, FireStory.Currency) } },
                Jurisdiction = "DK",
                Risk = { ["place"] = "Copenhagen" },
            },
            Name,
            insurer.Index,
            ids,
            cancellationToken);
    }

    private static string Word(Claim claim) => claim.Status.ToString().ToLowerInvariant();
}
