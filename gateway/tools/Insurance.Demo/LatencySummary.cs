namespace Insurance.Demo;

/// <summary>Median and 99th percentile in milliseconds.</summary>
public readonly record struct LatencySummary(int Count, double MedianMilliseconds, double Percentile99Milliseconds);
