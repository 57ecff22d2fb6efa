namespace Fabric.DevLedger.Configuration;

/// <summary>When a block is cut.</summary>
internal sealed record BatchOptions
{
    public int MaxMessageCount { get; init; } = 500;

    public int PreferredMaxBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>The longest that a transaction waits for others.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(20);
}
