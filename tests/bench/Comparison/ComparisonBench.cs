using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Insurance.Bench;

/// <summary>
/// The same transaction through our gateway, with our client alone and with the official Node client, on one network.
/// Rounds alternate the three, so that what else the machine does meets all of them; medians are printed.
/// </summary>
internal static class ComparisonBench
{
    private const int InFlight = 64;
    private const string Transaction = "RequestQuote";
    private const string Role = "underwriter";

    public static async Task RunAsync(BenchConsortium consortium, Options options, CancellationToken cancellationToken)
    {
        NodeClient node;
        try
        {
            node = await NodeClient.StartAsync(consortium.NodeConnection(Role), cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine($"NOT MEASURED: the official Node client; {e.Message}");
            return;
        }

        await using var stopped = node;
        using var peer = consortium.Peer(Role);
        var gateway = new Quotes.QuotesClient(consortium.Gateway(Role));
        var actor = await ActorAsync(gateway, cancellationToken);
        string Argument(string series)
        {
            var request = Business.Quote(series, "#");
            request.Actor = actor;
            return JsonFormatter.Default.Format(request);
        }

        Contender[] contenders =
        [
            new("our gateway", [consortium.GatewayProcessId, Environment.ProcessId], (series, calls) => Load.RunAsync(
                InFlight, calls, n => gateway.RequestQuoteAsync(Business.Quote(series, n), cancellationToken: cancellationToken).ResponseAsync, cancellationToken)),
            new("our client alone", [Environment.ProcessId], (series, calls) =>
            {
                var argument = Argument(series);
                return Load.RunAsync(InFlight, calls, n => peer.SubmitAsync(Transaction, argument.Replace("#", $"{n}", StringComparison.Ordinal), cancellationToken), cancellationToken);
            }),
            new("the Node client", [node.ProcessId], (series, calls) =>
                node.RunAsync(new NodeLoad(Transaction, Argument(series), calls, InFlight), cancellationToken)),
        ];
        var rounds = await MeasureAsync(consortium, contenders, options, cancellationToken);
        ComparisonTable.Print(contenders, rounds, consortium.LedgerName, InFlight, options);
    }

    private static async Task<Dictionary<Contender, List<Round>>> MeasureAsync(
        BenchConsortium consortium, Contender[] contenders, Options options, CancellationToken cancellationToken)
    {
        foreach (var contender in contenders)
        {
            await contender.RunAsync($"w{contender.ProcessIds[0]}{contender.ProcessIds.Count}", options.Compare);
        }

        var rounds = contenders.ToDictionary(contender => contender, _ => new List<Round>());
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var turn = 0; turn < contenders.Length; turn++)
            {
                // Another one begins each round.
                cancellationToken.ThrowIfCancellationRequested();
                var index = (round + turn) % contenders.Length;
                rounds[contenders[index]].Add(await RoundAsync(consortium, contenders[index], $"r{round}x{index}", options.Compare));
            }
        }

        return rounds;
    }

    private static async Task<Round> RoundAsync(BenchConsortium consortium, Contender contender, string series, int calls)
    {
        double[] Own() => [.. contender.ProcessIds.Select(ProcessFigures.ProcessorMilliseconds)];
        var (own, network, machine) = (Own(), consortium.NetworkMilliseconds(contender.ProcessIds), ProcessFigures.Machine());
        var load = await contender.RunAsync(series, calls);
        var each = Own().Zip(own, (after, before) => (after - before) / calls).ToArray();
        var rest = consortium.NetworkMilliseconds(contender.ProcessIds)
            .ToDictionary(after => after.Key, after => (after.Value - network.GetValueOrDefault(after.Key)) / calls);
        var (busy, total) = ProcessFigures.Machine();
        return new Round(load, each[0], each.Skip(1).Sum(), rest, (busy - machine.Busy) / (total - machine.Total));
    }

    /// <summary>What the gateway writes as the actor, so that all three send the same argument.</summary>
    private static async Task<string> ActorAsync(Quotes.QuotesClient gateway, CancellationToken cancellationToken)
    {
        var quote = await gateway.RequestQuoteAsync(Business.Quote("actor", 0), cancellationToken: cancellationToken);
        return quote.Quoted.Actor;
    }
}
