namespace Insurance.Bench;

/// <summary>Prints the medians of the rounds and what the last contender's figures are to the others'.</summary>
internal static class ComparisonTable
{
    public static void Print(Contender[] contenders, Dictionary<Contender, List<Round>> rounds, string ledger, int inFlight, Options options)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"{ledger}, submit of one quote, {inFlight} in flight: medians of {options.Rounds} rounds of {options.Compare:N0}, in turn"));
        foreach (var contender in contenders)
        {
            var own = rounds[contender];
            var load = new LoadResult(0, own.Sum(r => r.Load.Failures), own.Select(r => r.Load.FirstFailure).FirstOrDefault(f => f is not null), 1, 0, 0);
            var caller = contender.ProcessIds.Count > 1 ? FormattableString.Invariant($" (its caller {Median(own, r => r.CallerMilliseconds):0.00} ms)") : "";
            Console.WriteLine(FormattableString.Invariant(
                $"  {contender.Name,-17}{Median(own, r => r.Load.PerSecond),7:N0}/s   p50 {Median(own, r => r.Load.Median),7:N1} ms   p99 {Median(own, r => r.Load.Percentile99),7:N1} ms")
                + FormattableString.Invariant($"   client's processor time {Median(own, r => r.ClientMilliseconds):0.00} ms each{caller}")
                + (load.Failures == 0 ? "" : FormattableString.Invariant($"   {load.Failures} FAILED: {load.FirstFailure}")));
            var network = string.Join(", ", own[0].Network.Keys.Order().Select(key => (key, Each: Median(own, r => r.Network[key])))
                .Where(part => part.Each >= 0.005)
                .Select(part => FormattableString.Invariant($"{part.key} {part.Each:0.00} ms")));
            Console.WriteLine(FormattableString.Invariant($"    rounds {string.Join(' ', own.Select(r => r.Load.PerSecond.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)))}/s; processors {Median(own, r => r.Busy):0%} busy; the rest, each: {network}"));
        }

        var (gateway, client, node) = (rounds[contenders[0]], rounds[contenders[1]], rounds[contenders[2]]);
        Console.WriteLine(FormattableString.Invariant($"  client / Node client: throughput {Ratio(client, node, r => r.Load.PerSecond):0.00} (aim 1.50), processor time {Ratio(client, node, r => r.ClientMilliseconds):0.00}"));
        Console.WriteLine(FormattableString.Invariant($"  gateway / client:     throughput {Ratio(gateway, client, r => r.Load.PerSecond):0.00} (aim 0.90)"));
        Console.WriteLine(FormattableString.Invariant($"  gateway / Node client: throughput {Ratio(gateway, node, r => r.Load.PerSecond):0.00}, processor time {Ratio(gateway, node, r => r.ClientMilliseconds):0.00}"));
    }

    private static double Median(List<Round> rounds, Func<Round, double> figure) => Round.Median(rounds.Select(figure));

    /// <summary>Median of the ratios within each round: what slows a whole round down cancels out.</summary>
    private static double Ratio(List<Round> one, List<Round> other, Func<Round, double> figure) =>
        Round.Median(one.Zip(other, (a, b) => figure(a) / figure(b)));
}
