namespace Insurance.Demo;

/// <summary>
/// Property cover with real fire losses. Losses alternate between the insurers; each has a policy of its own for the
/// calendar year. Small claims are paid by the conditions alone, larger ones a claims handler decides.
/// </summary>
internal sealed class FireStory(IReadOnlyList<InsurerDesk> insurers, IReadOnlyList<FireRecord> fires, ExampleData data, RunIds ids, PayoutClock clock)
{
    public const string Line = "fire";
    public const string Currency = "DKK";

    /// <summary>Sums insured of the building in turn, øre: 5, 10, 25 and 50 million kroner; half of it for contents, a fifth for profits.</summary>
    private static readonly long[] SumsInsured = [500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000];

    private readonly ConcurrentDictionary<string, (Product Product, HolderPool Holders)> _desks = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, LineTotals> Totals { get; } =
        insurers.ToDictionary(insurer => insurer.MspId, _ => new LineTotals(Line, Currency));

    public PayoutLatency Automatic { get; } = new("fire claims paid by the conditions");

    public PayoutLatency ByHand { get; } = new("fire claims decided by hand");

    /// <summary>A claim that a person decided, when there was one; else any.</summary>
    public Claim? Explained { get; private set; }

    public Policy? FirstPolicy { get; private set; }

    /// <summary>The first claim of all, which is the first insurer's.</summary>
    public string? FirstClaimId { get; private set; }

    /// <summary>Opens an insurer's desk: its product and its policyholders are on the ledger afterwards.</summary>
    public async Task OpenAsync(InsurerDesk insurer, CancellationToken cancellationToken)
    {
        var product = ProductShelf.EnsureAsync(insurer, data, Line, ids, cancellationToken);
        var holders = HolderPool.RegisterAsync(insurer, Roles.Underwriter, Line, fires.Count, ids, cancellationToken);
        _desks[insurer.MspId] = (await product, await holders);
    }

    /// <summary>The first loss alone, as soon as the first insurer answers.</summary>
    public async Task RunFirstAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(insurers[0], cancellationToken);
        await ReplayAsync(fires[0], cancellationToken);
    }

    public async Task RunRestAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(insurers.Skip(1).Select(insurer => OpenAsync(insurer, cancellationToken)));
        await Parallel.ForEachAsync(fires.Skip(1), HolderPool.Concurrently(cancellationToken), async (fire, token) => await ReplayAsync(fire, token));
    }

    private async Task ReplayAsync(FireRecord fire, CancellationToken cancellationToken)
    {
        var insurer = insurers[(fire.Number - 1) % insurers.Count];
        var policy = await InsureAsync(insurer, fire, cancellationToken);
        Totals[insurer.MspId].AddPolicy(policy.Premium.Gross.MinorUnits);
        FirstPolicy ??= policy;
        await ClaimAsync(insurer, fire, policy, cancellationToken);
    }

    private async Task<Policy> InsureAsync(InsurerDesk insurer, FireRecord fire, CancellationToken cancellationToken)
    {
        var (product, holders) = _desks[insurer.MspId];
        var year = fire.Date.Year;
        var sum = SumsInsured[fire.Number % SumsInsured.Length];
        return await insurer.InsureAsync(
            new RequestQuoteRequest
            {
                RequestId = ids.Of("ask", Line, fire.Number),
                QuoteId = ids.Of("quote", Line, fire.Number),
                ProductId = product.ProductId,
                ProductVersion = product.Version,
                HolderId = holders.For(fire.Number),
                Cover = new Period { Start = StartOf(year), End = StartOf(year + 1) },
                Coverages = { Cover("building", sum), Cover("contents", sum / 2), Cover("profits", sum / 5) },
                Jurisdiction = "DK",
                Risk = { ["place"] = "Copenhagen" },
            },
            Line,
            fire.Number,
            ids,
            cancellationToken);
    }

    private async Task ClaimAsync(InsurerDesk insurer, FireRecord fire, Policy policy, CancellationToken cancellationToken)
    {
        // A report of its own in each run: the register of double claims would find the one before.
        var report = SHA256.HashData(Encoding.UTF8.GetBytes($"{ids.Run} {fire.Number} {fire.Date:yyyy-MM-dd} {fire.BuildingOere} {fire.ContentsOere} {fire.ProfitsOere}"));
        var started = Stopwatch.GetTimestamp();
        var claim = await insurer.HandlerClaims.SubmitClaimAsync(
            new SubmitClaimRequest
            {
                RequestId = ids.Of("claim", Line, fire.Number),
                ClaimId = ids.Of("claim", Line, fire.Number),
                PolicyId = policy.PolicyId,
                LossId = ids.Of("loss", Line, fire.Number),
                Cause = "fire",
                OccurredAt = Timestamp.FromDateTime(fire.Date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)),
                Losses = { LossesOf(fire) },
                Evidence = { new Evidence { Kind = "loss-adjuster-report", Sha256 = Convert.ToHexStringLower(report) } },
            },
            InsurerDesk.Within(cancellationToken));
        FirstClaimId ??= claim.ClaimId;
        Totals[insurer.MspId].AddClaim();
        var automatic = claim.Status != ClaimStatus.Referred;
        if (!automatic)
        {
            claim = await DecideAsync(insurer, fire, claim, cancellationToken);
            Explained = claim;
        }

        Explained ??= claim;
        if (claim.Status == ClaimStatus.Approved)
        {
            claim = await insurer.FinanceClaims.PayClaimAsync(
                new PayClaimRequest { RequestId = ids.Of("pay", Line, fire.Number), ClaimId = claim.ClaimId, Reference = ids.Of("transfer-claim", Line, fire.Number) },
                InsurerDesk.Within(cancellationToken));
        }

        if (claim.Payments.SingleOrDefault() is { } payment)
        {
            clock.Paid();
            Totals[insurer.MspId].AddPayout(payment.Amount.MinorUnits, automatic);
            (automatic ? Automatic : ByHand).Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds, payment.ElapsedMilliseconds);
        }
    }

    /// <summary>The handler of the demo grants what the conditions allow at most: the last step of each coverage's calculation.</summary>
    private async Task<Claim> DecideAsync(InsurerDesk insurer, FireRecord fire, Claim claim, CancellationToken cancellationToken) =>
        await insurer.HandlerClaims.DecideClaimAsync(
            new DecideClaimRequest
            {
                RequestId = ids.Of("decide", Line, fire.Number),
                ClaimId = claim.ClaimId,
                Outcome = Outcome.Approve,
                Approved = { Allowed(claim.Decisions[^1]) },
                Reason = "Adjuster's report examined; the loss is covered in full extent.",
            },
            InsurerDesk.Within(cancellationToken));

    private static IEnumerable<Loss> Allowed(Decision decision) => decision.AmountSteps
        .Where(step => step.CoverageId.Length > 0)
        .GroupBy(step => step.CoverageId, (coverage, steps) => new Loss { CoverageId = coverage, Amount = steps.Last().Amount })
        .Where(loss => loss.Amount.MinorUnits > 0);

    private static IEnumerable<Loss> LossesOf(FireRecord fire) =>
        new[] { ("building", fire.BuildingOere), ("contents", fire.ContentsOere), ("profits", fire.ProfitsOere) }
            .Where(part => part.Item2 > 0)
            .Select(part => new Loss { CoverageId = part.Item1, Amount = Oere(part.Item2) });

    private static CoverageSelection Cover(string coverage, long sum) => new() { CoverageId = coverage, SumInsured = Oere(sum) };

    private static Money Oere(long amount) => new() { MinorUnits = amount, Currency = Currency };

    private static Timestamp StartOf(int year) => Timestamp.FromDateTime(new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc));
}
