using Insurance.Demo;

namespace Insurance.Demo.Seed;

/// <summary>
/// Puts what the demo is made of on the ledger, without its story: products, oracles, holders, and policies in different states. What
/// is there already stays as it is, so that seeding again changes nothing.
/// </summary>
public sealed class SeedRun(HomeDirectory home, ConsortiumDescription consortium, CallerDirectory callers, ExampleData data, TimeProvider machine)
{
    private const string Line = "household";
    private const int HoldersEach = 4;
    private static readonly string[] Lines = ["fire", "flights", "weather", "sensors"];
    private readonly RunIds _ids = new("seed");
    private readonly TimeProvider _time = new ConsortiumClock(home, machine).Time;
    private int _made;

    public async Task<SeedResult> RunAsync(CancellationToken cancellationToken)
    {
        InsurerDesk[] insurers = [.. consortium.WithGateway.Where(organization => organization.Kind == OrganizationKind.Insurer).Select((insurer, index) => new InsurerDesk(callers, insurer.MspId, insurer.Name, index + 1))];
        if (insurers.Length == 0)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, "seeding needs an insurer with a gateway; use the repository's network/consortium.yaml");
        }

        var (products, holders, policies) = (new List<SeededProduct>(), new Dictionary<string, IReadOnlyList<string>>(), new List<SeededPolicy>());
        var oracles = await OraclesAsync(cancellationToken);
        foreach (var insurer in insurers)
        {
            var shelf = new Dictionary<string, Product>();
            foreach (var line in Lines)
            {
                var product = await CountedAsync(() => NewestAsync(insurer, line, cancellationToken), () => ProductShelf.EnsureAsync(insurer, data, line, _ids, cancellationToken));
                shelf[line] = product;
                products.Add(new SeededProduct(insurer.MspId, product.ProductId, product.Version, product.Name));
            }

            holders[insurer.MspId] = await HoldersAsync(insurer, cancellationToken);
            policies.AddRange(await PoliciesAsync(insurer, shelf["fire"], shelf["flights"], holders[insurer.MspId], cancellationToken));
        }

        return new SeedResult(_made, products, oracles, holders, policies);
    }

    private async Task<IReadOnlyList<string>> OraclesAsync(CancellationToken cancellationToken)
    {
        var relay = (consortium.WithGateway.FirstOrDefault(organization => organization.Kind == OrganizationKind.Reinsurer) ?? consortium.WithGateway.First()).MspId;
        var keys = new ConsortiumRenderer(home, machine);
        var client = new Oracles.OraclesClient(callers.Of(relay, Roles.Auditor).Channel);
        using var key = keys.OracleKey(FlightOracle.OracleId);
        var gauges = new RainGauges(callers, relay, keys, _ids, _time);
        await CountedAsync(() => OracleAsync(client, FlightOracle.OracleId, cancellationToken), async () =>
        {
            await new FlightOracle(callers, relay, key, _time).RegisterAsync(_ids, cancellationToken);
            return FlightOracle.OracleId;
        });
        var names = await gauges.RegisterAsync(cancellationToken);
        return [FlightOracle.OracleId, .. names];
    }

    private async Task<IReadOnlyList<string>> HoldersAsync(InsurerDesk insurer, CancellationToken cancellationToken)
    {
        List<string> all = [.. Enumerable.Range(1, HoldersEach).Select(number => HolderPool.IdOf(insurer, Line, number, _ids))];
        foreach (var id in all)
        {
            if (await FoundAsync("PARTY_NOT_FOUND", () => insurer.Parties(Roles.Underwriter).GetPartyAsync(new GetPartyRequest { PartyId = id }, InsurerDesk.Within(cancellationToken))) is null)
            {
                _made += HoldersEach;
                await HolderPool.RegisterAsync(insurer, Roles.Underwriter, Line, HoldersEach, _ids, cancellationToken);
                break;
            }
        }

        return all;
    }

    private async Task<IReadOnlyList<SeededPolicy>> PoliciesAsync(
        InsurerDesk insurer, Product fire, Product flights, IReadOnlyList<string> holders, CancellationToken cancellationToken)
    {
        var subject = $"SEA-SFO seed #{insurer.Index}";
        return
        [
            await SellAsync(insurer, 1, House(fire, holders[0], days: 365), paid: true, "in force: change it, claim on it, cancel it", cancellationToken),
            await SellAsync(insurer, 2, House(fire, holders[1], days: 365), paid: false, "its premium is unpaid: pay it, or let it lapse when the days of grace are over", cancellationToken),
            await SellAsync(insurer, 3, House(fire, holders[2], days: 60), paid: true, "ends 60 days after it was sold: be reminded of it, renew it, or let it expire", cancellationToken),
            await SellAsync(insurer, 4, Flight(flights, holders[3], subject), paid: true, $"publish a reading about its subject as {FlightOracle.OracleId}, and settle it", cancellationToken),
        ];
    }

    private async Task<SeededPolicy> SellAsync(
        InsurerDesk insurer, int number, RequestQuoteRequest quote, bool paid, string use, CancellationToken cancellationToken)
    {
        var id = _ids.Of("policy", Line, number, insurer.Index);
        var underwriter = insurer.Policies(Roles.Underwriter);
        var policy = await CountedAsync(
            () => FoundAsync("POLICY_NOT_FOUND", () => underwriter.GetPolicyAsync(new GetPolicyRequest { PolicyId = id }, InsurerDesk.Within(cancellationToken))),
            async () =>
            {
                // Its moment is in the ids: begun on another day, it is another request and another quote.
                var moment = quote.Cover.Start.Seconds.ToString(CultureInfo.InvariantCulture);
                quote.RequestId = _ids.Of("ask" + moment, Line, number, insurer.Index);
                quote.QuoteId = _ids.Of("quote" + moment, Line, number, insurer.Index);
                await insurer.Quotes(Roles.Underwriter).RequestQuoteAsync(quote, InsurerDesk.Within(cancellationToken));
                return await underwriter.BindPolicyAsync(
                    new BindPolicyRequest { RequestId = _ids.Of("bind" + moment, Line, number, insurer.Index), PolicyId = id, QuoteId = quote.QuoteId }, InsurerDesk.Within(cancellationToken));
            });
        if (paid && policy.Status == PolicyStatus.Bound)
        {
            policy = await insurer.FinancePolicies.RecordPremiumPaymentAsync(
                new RecordPremiumPaymentRequest
                {
                    RequestId = _ids.Of("premium", Line, number, insurer.Index),
                    PolicyId = id,
                    Amount = policy.Instalments[0].Amount,
                    Reference = _ids.Of("transfer", Line, number, insurer.Index),
                },
                InsurerDesk.Within(cancellationToken));
        }

        return new SeededPolicy(insurer.MspId, id, policy.ProductId, policy.HolderId, policy.Status.ToString(), policy.ParametricSubject, use);
    }

    private RequestQuoteRequest House(Product product, string holder, int days) => new()
    {
        ProductId = product.ProductId,
        ProductVersion = product.Version,
        HolderId = holder,
        Cover = Cover(days),
        Coverages = { new CoverageSelection { CoverageId = "building", SumInsured = Amounts.Of(500_000_000, FireStory.Currency) } },
        Jurisdiction = "DK",
        Risk = { ["place"] = "Copenhagen" },
    };

    private RequestQuoteRequest Flight(Product product, string holder, string subject) => new()
    {
        ProductId = product.ProductId,
        ProductVersion = product.Version,
        HolderId = holder,
        Cover = Cover(365),
        Coverages = { new CoverageSelection { CoverageId = "delay", SumInsured = Amounts.Of(15_000, "USD") } },
        Jurisdiction = "US",
        Risk = { ["distanceMiles"] = "679", ["departureHour"] = "9", ["origin"] = "SEA", ["destination"] = "SFO" },
        ParametricSubject = subject,
    };

    private Period Cover(int days)
    {
        var start = _time.GetUtcNow().UtcDateTime.Date;
        return new Period { Start = Timestamp.FromDateTime(start), End = Timestamp.FromDateTime(start.AddDays(days)) };
    }

    /// <summary>The newest version, where it is what would be put on sale; null: the shelf is to be filled.</summary>
    private async Task<Product?> NewestAsync(InsurerDesk insurer, string line, CancellationToken cancellationToken) =>
        await ProductShelf.FindAsync(insurer, data, line, cancellationToken);

    private static Task<string?> OracleAsync(Oracles.OraclesClient client, string id, CancellationToken cancellationToken) =>
        FoundAsync("ORACLE_NOT_FOUND", async () => (await client.GetOracleAsync(new GetOracleRequest { OracleId = id }, InsurerDesk.Within(cancellationToken))).OracleId);

    private static async Task<T?> FoundAsync<T>(string missing, Func<AsyncUnaryCall<T>> find)
        where T : class => await FoundAsync(missing, async () => await find());

    private static async Task<T?> FoundAsync<T>(string missing, Func<Task<T>> find)
        where T : class
    {
        try
        {
            return await find();
        }
        catch (RpcException exception) when (RpcFailure.Reason(exception) == missing)
        {
            return null;
        }
    }

    private async Task<T> CountedAsync<T>(Func<Task<T?>> find, Func<Task<T>> make)
        where T : class
    {
        if (await find() is { } found)
        {
            return found;
        }

        _made++;
        return await make();
    }
}
