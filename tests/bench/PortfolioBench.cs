namespace Insurance.Bench;

/// <summary>Binding, claiming and settling through the insurer's gateway, with ever more policies stored.</summary>
internal sealed class PortfolioBench(BenchConsortium consortium, SettlementBench settlement, Options options)
{
    private const int InFlight = 64;

    private readonly Quotes.QuotesClient _quotes = new(consortium.Gateway("underwriter"));
    private readonly Policies.PoliciesClient _policies = new(consortium.Gateway("underwriter"));
    private readonly Policies.PoliciesClient _payments = new(consortium.Gateway("finance"));
    private readonly Claims.ClaimsClient _claims = new(consortium.Gateway("claims-handler"));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine("Gateway: bind (of a quote made before) and claim (submitted, decided and paid), 64 in flight; settle (one event)");

        // Whatever runs for the first time is compiled then; that is no matter of the portfolio's size.
        await BindAndClaimAsync("warm-up", options.Business / 2, cancellationToken);
        await settlement.RunAsync(options.Event / 2, cancellationToken);
        var stored = 0;
        (Cost Bind, Cost Claim, Cost Settle)? first = null;
        foreach (var size in options.Policies)
        {
            await FillAsync(stored, size, cancellationToken);
            stored = size;
            var (bind, claim) = await BindAndClaimAsync($"g{size}", options.Business, cancellationToken);
            var settle = await settlement.RunAsync(options.Event, cancellationToken);
            stored += options.Business + options.Event;
            Console.WriteLine(FormattableString.Invariant($"  {size,9:N0} policies stored: bind {bind.PerSecond:N0}/s, {bind.Microseconds:N0} µs of the processors; claim {claim.PerSecond:N0}/s, {claim.Microseconds:N0} µs; settle {settle.PerSecond:N0}/s, {settle.Microseconds:N0} µs"));
            if (first is { } before)
            {
                Console.WriteLine(FormattableString.Invariant(
                    $"  against {options.Policies[0]:N0}, time of one: bind {bind.Against(before.Bind)}, claim {claim.Against(before.Claim)}, settle {settle.Against(before.Settle)} (aim at most 1.20)"));
            }

            first ??= (bind, claim, settle);
            Console.WriteLine("  memory: " + string.Join(", ", consortium.Memory().Select(m => FormattableString.Invariant($"{m.Name} {m.Megabytes:N0} MB"))) + " (aim under 300 MB each)");
        }
    }

    private async Task<(Cost Bind, Cost Claim)> BindAndClaimAsync(string series, int calls, CancellationToken cancellationToken)
    {
        await MeasureAsync("quote", calls, n => _quotes.RequestQuoteAsync(Business.Quote(series, n), cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
        var bind = await MeasureAsync("bind", calls, n => _policies.BindPolicyAsync(Business.Bind(series, n), cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
        await MeasureAsync("premium", calls, n => _payments.RecordPremiumPaymentAsync(Business.Premium(series, n), cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
        return (bind, await MeasureAsync("claim", calls, n => ClaimAsync(series, n, cancellationToken), cancellationToken));
    }

    private async Task<Cost> MeasureAsync(string what, int calls, Func<int, Task> call, CancellationToken cancellationToken)
    {
        var meter = new ProcessorMeter(consortium);
        var result = await Load.RunAsync(InFlight, calls, call, cancellationToken);
        var (cost, spent) = (new Cost(result.PerSecond, meter.Microseconds() / calls), meter.Each(calls));
        Console.WriteLine($"    {what,-8} {result}; processor time of one: {spent}");
        return cost;
    }

    private async Task ClaimAsync(string series, int number, CancellationToken cancellationToken)
    {
        var claim = await _claims.SubmitClaimAsync(Business.Claim(series, number), cancellationToken: cancellationToken);
        if (claim.Status != ClaimStatus.Paid)
        {
            throw new InvalidOperationException($"claim {claim.ClaimId} is {claim.Status}, not paid");
        }
    }

    private async Task FillAsync(int from, int to, CancellationToken cancellationToken)
    {
        if (to > from)
        {
            Console.WriteLine($"  {to - from,9:N0} policies sold by SellPolicies, 200 at once: {await Filling.RunAsync(consortium, to - from, (n, count) => Business.Sell("fill", from + n, count), cancellationToken)}");
        }
    }
}
