namespace Insurance.Cli.Demo;

/// <summary>Median and 99th percentile in milliseconds.</summary>
internal readonly record struct LatencySummary(int Count, double MedianMilliseconds, double Percentile99Milliseconds);
