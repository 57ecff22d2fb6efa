namespace Insurance.Demo;

/// <summary>
/// Cover against a dry spell and against too much rain, on a year of real weather: sold in bulk, determined window by window
/// from what at least two of three rain gauges reported, settled and paid without a claim form.
/// </summary>
internal sealed class WeatherStory(IReadOnlyList<InsurerDesk> insurers, RainGauges gauges, Ledger.LedgerClient reporter, ExampleData data, RunIds ids)
{
    public const string Line = "weather";
    public const string Currency = "USD";
    public const int PoliciesEach = 40;
    private const long SumInsured = 100_000;
    private const int CoverDays = 364;

    private readonly string _subject = "Seattle " + ids.Run;
    private int _windows;
    private int _silent;

    public IReadOnlyDictionary<string, LineTotals> Totals { get; } =
        insurers.ToDictionary(insurer => insurer.MspId, _ => new LineTotals(Line, Currency));

    public async Task<Chapter> RunAsync(CancellationToken cancellationToken)
    {
        var sold = insurers.Select(insurer => SellAsync(insurer, cancellationToken)).ToList();
        var (readings, replaced) = await gauges.ReportAsync(_subject, data.Weather(RainGauges.Year), cancellationToken);
        var products = await Task.WhenAll(sold);
        foreach (var insurer in insurers)
        {
            await CatchUp.ToHeightAsync(insurer.Ledger, [reporter], cancellationToken);
        }

        await Task.WhenAll(insurers.Zip(products, (insurer, product) => SettleAsync(insurer, product, cancellationToken)));
        var chapter = new Chapter("Weather, by the readings of three rain gauges");
        chapter.Say($"{insurers.Count * PoliciesEach} policies for {RainGauges.Year}, sold in {insurers.Count} transactions: {string.Join(" and ", products.Select(product => product.Name))}.");
        chapter.Say($"{readings} signed readings of Seattle's rain in 3 batches; {replaced} was wrong at first (90.0 mm) and corrected before anything was settled.");
        chapter.Say($"{_windows} windows determined from the median of at least 2 gauges; in {_silent} of them one gauge had too few readings and did not count.");
        foreach (var insurer in insurers)
        {
            var totals = Totals[insurer.MspId];
            chapter.Say($"{insurer.Name}: {totals.Claims} payments, {MoneyText.Of(totals.Paid, Currency)} for {MoneyText.Of(totals.Premium, Currency)} of premium.");
        }

        chapter.Note("readings", $"{readings}");
        chapter.Note("replaced", $"{replaced}");
        chapter.Note("windows", $"{_windows}");
        chapter.Note("windowsWithASilentGauge", $"{_silent}");
        return chapter;
    }

    private async Task<Product> SellAsync(InsurerDesk insurer, CancellationToken cancellationToken)
    {
        var product = ProductShelf.EnsureAsync(insurer, data, Line, ids, cancellationToken);
        var holders = await HolderPool.RegisterAsync(insurer, Roles.Underwriter, Line, PoliciesEach, ids, cancellationToken);
        var request = new SellPoliciesRequest { RequestId = ids.Of("sell", Line, insurer.Index) };
        var shelf = await product;
        // The price of one is the price of all: the cover is the same.
        var quote = await insurer.Quotes(Roles.Underwriter).RequestQuoteAsync(
            new RequestQuoteRequest
            {
                RequestId = ids.Of("ask", Line, insurer.Index),
                QuoteId = ids.Of("offer", Line, insurer.Index),
                ProductId = shelf.ProductId,
                ProductVersion = shelf.Version,
                HolderId = holders.For(1),
                Cover = Cover(),
                Coverages = { Coverage(shelf) },
                Jurisdiction = "US-WA",
                ParametricSubject = _subject,
            },
            InsurerDesk.Within(cancellationToken));
        request.Sales.AddRange(Enumerable.Range(1, PoliciesEach).Select(number => new Sale
        {
            QuoteId = ids.Of("quote", Line, number, insurer.Index),
            PolicyId = ids.Of("policy", Line, number, insurer.Index),
            ProductId = shelf.ProductId,
            ProductVersion = shelf.Version,
            HolderId = holders.For(number),
            Cover = Cover(),
            Coverages = { Coverage(shelf) },
            Jurisdiction = "US-WA",
            ParametricSubject = _subject,
            Receipt = new PremiumReceipt { Amount = quote.Premium.Gross, Reference = ids.Of("transfer", Line, number, insurer.Index) },
        }));
        var sold = await insurer.Policies(Roles.Underwriter).SellPoliciesAsync(request, InsurerDesk.Within(cancellationToken));
        foreach (var policy in sold.Policies)
        {
            Totals[insurer.MspId].AddPolicy(policy.GrossPremium.MinorUnits);
        }

        return shelf;
    }

    private async Task SettleAsync(InsurerDesk insurer, Product product, CancellationToken cancellationToken)
    {
        var length = product.ParametricTrigger.Window.Days;
        for (uint window = 0; window < CoverDays / length; window++)
        {
            var number = (int)window + 1;
            var determination = await insurer.HandlerOracles.DetermineIndexAsync(
                new DetermineIndexRequest
                {
                    RequestId = ids.Of("determine", Line, number, insurer.Index),
                    ProductId = product.ProductId,
                    ProductVersion = product.Version,
                    Subject = _subject,
                    From = Timestamp.FromDateTime(RainGauges.Start.AddDays(window * length)),
                },
                InsurerDesk.Within(cancellationToken));
            Interlocked.Increment(ref _windows);
            if (determination.Values.Any(value => !value.Counted))
            {
                Interlocked.Increment(ref _silent);
            }

            await SettleAsync(insurer, determination.DeterminationId, number, cancellationToken);
        }
    }

    private async Task SettleAsync(InsurerDesk insurer, string determinationId, int window, CancellationToken cancellationToken)
    {
        for (var (page, token) = (1, ""); page == 1 || token.Length > 0; page++)
        {
            var settled = await insurer.HandlerOracles.SettleEventAsync(
                new SettleEventRequest { RequestId = ids.Of($"settle-{page}", Line, window, insurer.Index), DeterminationId = determinationId, PageToken = token },
                InsurerDesk.Within(cancellationToken));
            foreach (var claim in settled.Claims)
            {
                Totals[insurer.MspId].AddClaim();
                Totals[insurer.MspId].AddPayout(claim.Amount.MinorUnits, automatically: true);
            }

            token = settled.NextPageToken;
        }
    }

    private static Period Cover() => new() { Start = Timestamp.FromDateTime(RainGauges.Start), End = Timestamp.FromDateTime(RainGauges.Start.AddDays(CoverDays)) };

    private static CoverageSelection Coverage(Product product) =>
        new() { CoverageId = product.Coverages[0].CoverageId, SumInsured = Amounts.Of(SumInsured, Currency) };
}
