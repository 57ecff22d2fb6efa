namespace Insurance.Demo;

/// <summary>Collects durations from many tasks and answers quantiles by the nearest-rank rule.</summary>
public sealed class LatencyRecorder
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    public int Count => _milliseconds.Count;

    public void Add(double value) => _milliseconds.Add(value);

    public LatencySummary Summarize()
    {
        var ordered = _milliseconds.Order().ToArray();
        return ordered.Length == 0 ? new LatencySummary(0, 0, 0) : new LatencySummary(ordered.Length, Quantile(ordered, 0.5), Quantile(ordered, 0.99));
    }

    private static double Quantile(double[] ordered, double quantile) =>
        Math.Round(ordered[(int)Math.Ceiling(quantile * ordered.Length) - 1], 1);
}
