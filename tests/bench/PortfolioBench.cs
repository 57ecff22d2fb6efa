using Insurance.V1;

namespace Insurance.Bench;

/// <summary>Binding and claiming through the insurer's gateway, with ever more policies stored.</summary>
internal static class PortfolioBench
{
    private const int InFlight = 64;

    public static async Task RunAsync(BenchConsortium consortium, Options options, CancellationToken cancellationToken)
    {
        var quotes = new Quotes.QuotesClient(consortium.Gateway("underwriter"));
        var policies = new Policies.PoliciesClient(consortium.Gateway("underwriter"));
        var payments = new Policies.PoliciesClient(consortium.Gateway("finance"));
        var claims = new Claims.ClaimsClient(consortium.Gateway("claims-handler"));

        var stored = 0;
        (double Bind, double Claim)? first = null;
        Console.WriteLine("Gateway, 64 in flight: bind (of a quote made before), claim (submitted, decided and paid)");
        foreach (var size in options.Policies)
        {
            await FillAsync(consortium, stored, size, cancellationToken);
            stored = size;
            var series = $"g{size}";
            await Load.RunAsync(InFlight, options.Business, n => quotes.RequestQuoteAsync(Business.Quote(series, n), cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
            var bind = await Load.RunAsync(InFlight, options.Business, n => policies.BindPolicyAsync(Business.Bind(series, n), cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
            await Load.RunAsync(InFlight, options.Business, n => payments.RecordPremiumPaymentAsync(Business.Premium(series, n), cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
            var claim = await Load.RunAsync(InFlight, options.Business, n => ClaimAsync(claims, series, n, cancellationToken), cancellationToken);
            stored += options.Business;
            Console.WriteLine(FormattableString.Invariant($"  {size,9:N0} policies stored   bind  {bind}"));
            Console.WriteLine(FormattableString.Invariant($"                              claim {claim}"));
            first ??= (bind.PerSecond, claim.PerSecond);
            if (size != options.Policies[0])
            {
                Console.WriteLine(FormattableString.Invariant(
                    $"  against {options.Policies[0]:N0}: bind {bind.PerSecond / first.Value.Bind:0.00}, claim {claim.PerSecond / first.Value.Claim:0.00} (aim 0.80)"));
            }

            Console.WriteLine("  memory: " + string.Join(", ", consortium.Memory().Select(m => FormattableString.Invariant($"{m.Name} {m.Megabytes:N0} MB"))) + " (aim under 300 MB each)");
        }
    }

    private static async Task ClaimAsync(Claims.ClaimsClient claims, string series, int number, CancellationToken cancellationToken)
    {
        var claim = await claims.SubmitClaimAsync(Business.Claim(series, number), cancellationToken: cancellationToken);
        if (claim.Status != ClaimStatus.Paid)
        {
            throw new InvalidOperationException($"claim {claim.ClaimId} is {claim.Status}, not paid");
        }
    }

    /// <summary>Stores policies through our client alone, which is quicker; they are the same records.</summary>
    private static async Task FillAsync(BenchConsortium consortium, int from, int to, CancellationToken cancellationToken)
    {
        var sold = await Filling.RunAsync(consortium, Math.Max(0, to - from), (n, count) => Business.Sell("fill", from + n, count), cancellationToken);
        if (to > from)
        {
            Console.WriteLine($"  {to - from,9:N0} policies sold by SellPolicies, 200 at once: {sold}");
        }
    }
}
