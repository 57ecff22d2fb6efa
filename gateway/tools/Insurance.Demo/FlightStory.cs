namespace Insurance.Demo;

/// <summary>
/// Flight-delay cover on real flights. A broker asks every insurer, binds the cheapest; an oracle reports the arrivals, and
/// the policies that were hit are settled and paid without a claim form.
/// </summary>
internal sealed class FlightStory(
    IReadOnlyList<InsurerDesk> insurers,
    string broker,
    FlightOracle oracle,
    IReadOnlyList<FlightRecord> flights,
    ExampleData data,
    RunIds ids,
    PayoutClock clock)
{
    public const string Line = "flights";
    public const string Currency = "USD";

    private readonly ConcurrentDictionary<int, InsurerDesk> _sold = new();
    private readonly Dictionary<string, (Product Product, HolderPool Holders)> _shelves = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, LineTotals> Totals { get; } =
        insurers.ToDictionary(insurer => insurer.MspId, _ => new LineTotals(Line, Currency));

    public PayoutLatency Settled { get; } = new("flight delays, from the reading");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var registration = oracle.RegisterAsync(ids, cancellationToken);
        foreach (var (insurer, shelf) in await Task.WhenAll(insurers.Select(insurer => OpenAsync(insurer, cancellationToken))))
        {
            _shelves[insurer.MspId] = shelf;
        }

        await registration;
        var concurrently = HolderPool.Concurrently(cancellationToken);
        await Parallel.ForEachAsync(flights, concurrently, async (flight, token) => await SellAsync(flight, token));
        await Parallel.ForEachAsync(flights, concurrently, async (flight, token) => await ArriveAsync(flight, token));
    }

    private async Task<(InsurerDesk Insurer, (Product, HolderPool) Shelf)> OpenAsync(InsurerDesk insurer, CancellationToken cancellationToken)
    {
        var product = ProductShelf.EnsureAsync(insurer, data, Line, ids, cancellationToken);
        var holders = HolderPool.RegisterAsync(insurer, broker, Line, flights.Count, ids, cancellationToken);
        return (insurer, (await product, await holders));
    }

    private async Task SellAsync(FlightRecord flight, CancellationToken cancellationToken)
    {
        var offers = await Task.WhenAll(insurers.Select(insurer => AskAsync(insurer, flight, cancellationToken)));
        // The first insurer of the consortium wins a tie.
        var (insurer, quote) = offers.MinBy(offer => offer.Quote.Premium.Gross.MinorUnits);
        var policy = await insurer.Policies(broker).BindPolicyAsync(
            new BindPolicyRequest { RequestId = ids.Of("bind", Line, flight.Number), PolicyId = ids.Of("policy", Line, flight.Number), QuoteId = quote.QuoteId },
            InsurerDesk.Within(cancellationToken));
        await insurer.FinancePolicies.RecordPremiumPaymentAsync(
            new RecordPremiumPaymentRequest { RequestId = ids.Of("premium", Line, flight.Number), PolicyId = policy.PolicyId, Amount = policy.Premium.Gross, Reference = ids.Of("transfer", Line, flight.Number) },
            InsurerDesk.Within(cancellationToken));
        Totals[insurer.MspId].AddPolicy(policy.Premium.Gross.MinorUnits);
        _sold[flight.Number] = insurer;
    }

    private async Task<(InsurerDesk Insurer, Quote Quote)> AskAsync(InsurerDesk insurer, FlightRecord flight, CancellationToken cancellationToken)
    {
        var (product, holders) = _shelves[insurer.MspId];
        var start = flight.Departure.Date;
        var quote = await insurer.Quotes(broker).RequestQuoteAsync(
            new RequestQuoteRequest
            {
                RequestId = ids.Of("ask", Line, flight.Number, insurer.Index),
                QuoteId = ids.Of("quote", Line, flight.Number, insurer.Index),
                ProductId = product.ProductId,
                ProductVersion = product.Version,
                HolderId = holders.For(flight.Number),
                Cover = new Period { Start = Timestamp.FromDateTime(start), End = Timestamp.FromDateTime(start.AddDays(3)) },
                // 100 dollars and 5 cents a mile: a longer flight is worth more.
                Coverages = { new CoverageSelection { CoverageId = "delay", SumInsured = new Money { MinorUnits = 10_000 + (5 * flight.DistanceMiles), Currency = Currency } } },
                Jurisdiction = "US",
                Risk =
                {
                    ["distanceMiles"] = flight.DistanceMiles.ToString(CultureInfo.InvariantCulture),
                    ["departureHour"] = flight.Departure.Hour.ToString(CultureInfo.InvariantCulture),
                    ["origin"] = flight.Origin,
                    ["destination"] = flight.Destination,
                },
                ParametricSubject = Subject(flight),
            },
            InsurerDesk.Within(cancellationToken));
        return (insurer, quote);
    }

    private async Task ArriveAsync(FlightRecord flight, CancellationToken cancellationToken)
    {
        var insurer = _sold[flight.Number];
        var started = Stopwatch.GetTimestamp();
        var published = await oracle.PublishAsync(ids.Of("read", Line, flight.Number), Subject(flight), flight, cancellationToken);
        for (var (page, token) = (1, ""); page == 1 || token.Length > 0; page++)
        {
            var request = new SettleEventRequest { RequestId = ids.Of("settle", Line, flight.Number, page), ReadingId = published.ReadingId, PageToken = token };
            var settled = await CatchUp.OnAsync(
                "READING_NOT_FOUND", () => insurer.HandlerOracles.SettleEventAsync(request, InsurerDesk.Within(cancellationToken)), cancellationToken);
            foreach (var claim in settled.Claims)
            {
                clock.Paid();
                Totals[insurer.MspId].AddClaim();
                Totals[insurer.MspId].AddPayout(claim.Amount.MinorUnits, automatically: true);
                var ledger = settled.Settled.Time.ToDateTimeOffset() - published.Published.Time.ToDateTimeOffset();
                Settled.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds, ledger.TotalMilliseconds);
            }

            token = settled.NextPageToken;
        }
    }

    /// <summary>The number distinguishes two flights of the same minute and route, the run two replays.</summary>
    private string Subject(FlightRecord flight) =>
        $"{flight.Origin}-{flight.Destination} {flight.Departure:yyyy-MM-dd HH:mm} #{flight.Number} {ids.Run}";
}
