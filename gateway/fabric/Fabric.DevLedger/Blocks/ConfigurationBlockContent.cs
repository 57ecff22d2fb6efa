namespace Fabric.DevLedger.Blocks;

/// <summary>What the configuration block of a new channel states.</summary>
internal sealed record ConfigurationBlockContent(
    string Channel,
    DateTimeOffset CreatedAt,
    MspDefinition Orderer,
    IReadOnlyList<(MspDefinition Msp, string Address)> Organizations,
    int MaxMessageCount,
    int PreferredMaxBytes,
    int AbsoluteMaxBytes,
    TimeSpan BatchTimeout);
