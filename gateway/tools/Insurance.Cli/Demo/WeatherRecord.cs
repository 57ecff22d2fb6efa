namespace Insurance.Cli.Demo;

/// <summary>One day at one place; the rain in tenths of a millimetre.</summary>
internal sealed record WeatherRecord(DateOnly Date, long Precipitation);
