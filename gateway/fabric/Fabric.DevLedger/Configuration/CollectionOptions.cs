namespace Fabric.DevLedger.Configuration;

/// <summary>A private data collection.</summary>
internal sealed record CollectionOptions
{
    public string Name { get; init; } = string.Empty;

    /// <summary>Who holds the data.</summary>
    public string Policy { get; init; } = string.Empty;

    /// <summary>Blocks after which values are purged; 0 never.</summary>
    public ulong BlockToLive { get; init; }

    public bool MemberOnlyRead { get; init; }

    public bool MemberOnlyWrite { get; init; }

    /// <summary>Empty: the chaincode's policy.</summary>
    public string? EndorsementPolicy { get; init; }
}
