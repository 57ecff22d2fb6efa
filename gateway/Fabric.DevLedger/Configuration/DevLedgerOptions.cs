namespace Fabric.DevLedger.Configuration;

/// <summary>The configuration file; docs/devledger.md describes it.</summary>
internal sealed record DevLedgerOptions
{
    public string DataDirectory { get; init; } = string.Empty;

    public string Channel { get; init; } = string.Empty;

    public BatchOptions Batch { get; init; } = new();

    public LimitOptions Limits { get; init; } = new();

    public OrdererOptions Orderer { get; init; } = new();

    public IReadOnlyList<OrganizationOptions> Organizations { get; init; } = [];

    public IReadOnlyList<ChaincodeOptions> Chaincodes { get; init; } = [];
}
