namespace Insurance.Bench;

/// <summary>What one contender did in one round.</summary>
/// <param name="Load">Throughput and latencies.</param>
/// <param name="ClientMilliseconds">Processor time of the ledger's client for each transaction.</param>
/// <param name="CallerMilliseconds">Processor time, for each transaction, of the process that only calls the client.</param>
/// <param name="Network">Processor time of the rest for each transaction: peers, orderers, chaincode, other gateways.</param>
/// <param name="Busy">Share of all processors' time that anything used, 0 to 1.</param>
internal sealed record Round(
    LoadResult Load, double ClientMilliseconds, double CallerMilliseconds, IReadOnlyDictionary<string, double> Network, double Busy)
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
