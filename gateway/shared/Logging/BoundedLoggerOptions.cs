namespace BoundedLogging;

/// <summary>How much a log may say.</summary>
internal sealed record BoundedLoggerOptions
{
    /// <summary>The longest value, in characters; a longer one is cut and says so.</summary>
    /// <value>256.</value>
    public int ValueLength { get; init; } = 256;

    /// <summary>The longest message.</summary>
    /// <value>1024.</value>
    public int MessageLength { get; init; } = 1024;

    /// <summary>The longest exception with its stack.</summary>
    /// <value>2048.</value>
    public int ExceptionLength { get; init; } = 2048;

    /// <summary>For how long lines of a kind are counted.</summary>
    /// <value>10 s.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many lines of a kind are written in a window, by the category; the rest is counted and reported in one line.</summary>
    /// <value>100 of any.</value>
    public Func<string, int> Limit { get; init; } = static _ => 100;
}
