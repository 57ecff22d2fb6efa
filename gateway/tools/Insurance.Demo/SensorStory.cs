namespace Insurance.Demo;

/// <summary>
/// Things that are watched: a sensor's readings open the claim in the transaction that reports them. The product says whether
/// it is paid at once or looked at by a handler. The readings are invented.
/// </summary>
internal sealed class SensorStory(IReadOnlyList<InsurerDesk> insurers, ExampleData data, RunIds ids, TimeProvider time)
{
    public const string Line = "sensors";
    public const string Currency = "DKK";
    private const long SumInsured = 20_000_000;

    /// <summary>What a handler grants of the reserve of a referred claim.</summary>
    private const int GrantedPercent = 60;

    public IReadOnlyDictionary<string, LineTotals> Totals { get; } =
        insurers.ToDictionary(insurer => insurer.MspId, _ => new LineTotals(Line, Currency));

    public async Task<Chapter> RunAsync(CancellationToken cancellationToken)
    {
        var chapter = new Chapter("Sensors that open claims");
        var reported = await Task.WhenAll(insurers.Select(insurer => WatchAsync(insurer, cancellationToken)));
        foreach (var line in reported)
        {
            chapter.Say(line);
        }

        return chapter;
    }

    private async Task<string> WatchAsync(InsurerDesk insurer, CancellationToken cancellationToken)
    {
        var product = await ProductShelf.EnsureAsync(insurer, data, Line, ids, cancellationToken);
        var policy = await InsureAsync(insurer, product, cancellationToken);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var trigger = product.ParametricTrigger;
        var grant = new IndexGrant { Index = trigger.Index, Unit = trigger.Unit, Minimum = -1_000, Maximum = 1_000 };
        var device = new ReadingSource(ids.Of("device", Line, insurer.Index), grant, key, time);
        await insurer.AdminOracles.RegisterOracleAsync(
            new RegisterOracleRequest
            {
                RequestId = ids.Of("register-device", Line, insurer.Index),
                OracleId = device.OracleId,
                PublicKeyPem = device.PublicKeyPem,
                Kind = OracleKind.Device,
                PolicyId = policy.PolicyId,
                Grants = { grant },
            },
            InsurerDesk.Within(cancellationToken));
        var samples = Readings(trigger.Monitoring);
        var answer = await insurer.RelayOracles.PublishReadingsAsync(
            device.Report(ids.Of("watch", Line, insurer.Index), policy.ParametricSubject, 1, samples[0].ObservedAt.ToDateTime(), samples[^1].ObservedAt.ToDateTime().AddSeconds(1), samples),
            InsurerDesk.Within(cancellationToken));
        var opened = answer.Claims.Single();
        Totals[insurer.MspId].AddClaim();
        var paid = opened.Status == ClaimStatus.Paid ? opened : await HandleAsync(insurer, opened, cancellationToken);
        Totals[insurer.MspId].AddPayout(paid.Payments.Single().Amount.MinorUnits, automatically: opened.Status == ClaimStatus.Paid);
        var condition = opened.Decisions[0].Conditions.Single(found => found.Code == "RUN_LONG_ENOUGH");
        return $"{insurer.Name}, {product.Name}: {ConditionText.Observed(condition)}, so the {samples.Count} readings opened a claim for {opened.Cause}; "
            + (opened.Status == ClaimStatus.Paid
                ? $"{MoneyText.Of(paid.Payments[0].Amount)} were paid in the same transaction."
                : $"reserve {MoneyText.Of(opened.Reserves[^1].Amount)}, a handler granted {MoneyText.Of(paid.Payments[0].Amount)}.");
    }

    private async Task<Policy> InsureAsync(InsurerDesk insurer, Product product, CancellationToken cancellationToken)
    {
        var holders = await HolderPool.RegisterAsync(insurer, Roles.Underwriter, Line, 1, ids, cancellationToken);
        var start = time.GetUtcNow().UtcDateTime.Date.AddDays(-2);
        var policy = await insurer.InsureAsync(
            new RequestQuoteRequest
            {
                RequestId = ids.Of("ask", Line, insurer.Index),
                QuoteId = ids.Of("quote", Line, insurer.Index),
                ProductId = product.ProductId,
                ProductVersion = product.Version,
                HolderId = holders.For(1),
                Cover = new Period { Start = Timestamp.FromDateTime(start), End = Timestamp.FromDateTime(start.AddDays(365)) },
                Coverages = { new CoverageSelection { CoverageId = product.Coverages[0].CoverageId, SumInsured = Amounts.Of(SumInsured, Currency) } },
                Jurisdiction = "DK",
                ParametricSubject = ids.Of("watched", Line, insurer.Index),
            },
            Line,
            insurer.Index,
            ids,
            cancellationToken);
        Totals[insurer.MspId].AddPolicy(policy.Premium.Gross.MinorUnits);
        return policy;
    }

    private async Task<Claim> HandleAsync(InsurerDesk insurer, Claim opened, CancellationToken cancellationToken)
    {
        var granted = opened.Reserves[^1].Amount.MinorUnits * GrantedPercent / 100;
        var claim = await insurer.HandlerClaims.DecideClaimAsync(
            new DecideClaimRequest
            {
                RequestId = ids.Of("decide", Line, insurer.Index),
                ClaimId = opened.ClaimId,
                Outcome = Outcome.Approve,
                Reason = "Plumber's report examined.",
                Approved = { new Loss { CoverageId = opened.Losses[0].CoverageId, Amount = Amounts.Of(granted, Currency) } },
            },
            InsurerDesk.Within(cancellationToken));
        return claim.Status != ClaimStatus.Approved ? claim : await insurer.FinanceClaims.PayClaimAsync(
            new PayClaimRequest { RequestId = ids.Of("pay", Line, insurer.Index), ClaimId = claim.ClaimId, Reference = ids.Of("transfer-claim", Line, insurer.Index) },
            InsurerDesk.Within(cancellationToken));
    }

    /// <summary>Three readings as they should be, and then one beyond the threshold after the other for long enough.</summary>
    private List<Sample> Readings(Monitoring rule)
    {
        const int Quiet = 3;
        var step = rule.MaximumGapSeconds / 2;
        var run = (rule.MinimumSeconds / step) + 2;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var beyond = rule.Comparison is Comparison.Below or Comparison.AtMost ? -1 : 1;
        return [.. Enumerable.Range(0, (int)(Quiet + run)).Select(index => new Sample
        {
            Value = index < Quiet ? rule.Threshold - (beyond * 3) : rule.Threshold + (beyond * (4 + (index - Quiet))),
            ObservedAt = new Timestamp { Seconds = now - 60 - ((Quiet + run - 1 - index) * step) },
        })];
    }
}
