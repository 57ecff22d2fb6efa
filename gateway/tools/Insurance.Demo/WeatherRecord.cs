namespace Insurance.Demo;

/// <summary>One day at one place; the rain in tenths of a millimetre.</summary>
public sealed record WeatherRecord(DateOnly Date, long Precipitation);
