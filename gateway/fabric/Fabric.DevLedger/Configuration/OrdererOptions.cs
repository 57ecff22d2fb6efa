namespace Fabric.DevLedger.Configuration;

/// <summary>Who signs blocks.</summary>
internal sealed record OrdererOptions
{
    public string MspId { get; init; } = string.Empty;

    /// <summary>An MSP folder with certificate and key.</summary>
    public string MspDirectory { get; init; } = string.Empty;
}
