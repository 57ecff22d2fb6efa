namespace Insurance.Consortium.Fabric;

/// <summary>Reads single values out of the Prometheus text that an operations endpoint serves.</summary>
internal static class MetricsText
{
    /// <summary>The value of a metric for a channel; null when it is not there.</summary>
    public static double? Read(string text, string metric, string channel)
    {
        var label = $"channel=\"{channel}\"";
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(metric, StringComparison.Ordinal)
                && line.Length > metric.Length
                && line[metric.Length] == '{'
                && line.IndexOf('}') is > 0 and var end
                && line[..end].Contains(label, StringComparison.Ordinal)
                && double.TryParse(line[(end + 1)..].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                return value;
            }
        }

        return null;
    }
}
