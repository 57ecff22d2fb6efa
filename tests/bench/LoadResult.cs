namespace Insurance.Bench;

/// <summary>What a load run measured.</summary>
/// <param name="Count">Calls that succeeded.</param>
/// <param name="Failures">Calls that failed; the first failure's message is kept.</param>
/// <param name="Seconds">From the first call to the last answer.</param>
/// <param name="Median">Latency that half the calls stayed below, milliseconds.</param>
/// <param name="Percentile99">Latency that 99 of 100 calls stayed below, milliseconds.</param>
internal sealed record LoadResult(long Count, long Failures, string? FirstFailure, double Seconds, double Median, double Percentile99)
{
    public double PerSecond => Count / Seconds;

    /// <summary>Sums up the latencies, in milliseconds, of the calls that succeeded.</summary>
    public static LoadResult Of(IEnumerable<double> latencies, long failures, string? firstFailure, double seconds)
    {
        var sorted = latencies.Order().ToArray();
        return new LoadResult(sorted.Length, failures, firstFailure, seconds, At(sorted, 0.50), At(sorted, 0.99));
    }

    public override string ToString() =>
        FormattableString.Invariant($"{PerSecond,9:N0}/s   p50 {Median,7:N1} ms   p99 {Percentile99,7:N1} ms")
        + (Failures == 0 ? "" : FormattableString.Invariant($"   {Failures} FAILED: {FirstFailure}"));

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
