namespace Insurance.Bench;

/// <summary>DevLedger with our client alone: one quote is one transaction, no gateway between.</summary>
internal static class LedgerBench
{
    public static async Task RunAsync(BenchConsortium consortium, Options options, CancellationToken cancellationToken)
    {
        using var peer = consortium.Peer("underwriter");
        Task SubmitAsync(string series, int number) => peer.SubmitAsync("RequestQuote", Business.Quote(series, number), cancellationToken);

        await Load.RunAsync(64, options.Submits / 4, n => SubmitAsync("warm", n), cancellationToken);
        Console.WriteLine("DevLedger, submit (endorse, order, commit status) of one quote");
        var best = 0.0;
        var spent = "";
        foreach (var (inFlight, calls) in new[] { (1, options.Submits / 20), (64, options.Submits), (256, options.Submits) })
        {
            var before = consortium.ProcessorMilliseconds();
            var result = await Load.RunAsync(inFlight, calls, n => SubmitAsync($"s{inFlight}", n), cancellationToken);
            Console.WriteLine($"  {inFlight,4} in flight {result}");
            best = result.PerSecond;
            spent = string.Join(", ", consortium.ProcessorMilliseconds()
                .Select(after => (after.Key, Each: (after.Value - before[after.Key]) / calls))
                .Where(after => after.Each >= 0.005)
                .Select(after => FormattableString.Invariant($"{after.Key} {after.Each:0.00} ms")));
        }

        Console.WriteLine($"  processor time of one, at 256 in flight: {spent}");

        var evaluate = await Load.RunAsync(
            64, options.Evaluates, n => peer.EvaluateAsync("GetQuote", new GetQuoteRequest { QuoteId = $"q-warm-{n % (options.Submits / 4)}" }, cancellationToken), cancellationToken);
        Console.WriteLine("DevLedger, evaluate of one quote");
        Console.WriteLine($"    64 in flight {evaluate}");

        var limit = LimitLoop.Run(consortium.HomePath, 128, TimeSpan.FromSeconds(5));
        Console.WriteLine("Limit: 5 signatures, 5 verifications and a share of one durable SQLite commit of 128, on all cores, nothing else");
        Console.WriteLine(FormattableString.Invariant($"                 {limit,9:N0}/s"));
        Console.WriteLine(FormattableString.Invariant($"  submit with 256 in flight / limit = {best / limit:0.00} (aim 0.30)"));
    }
}
