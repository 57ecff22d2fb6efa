namespace Fabric.DevLedger.Configuration;

/// <summary>An organization of the channel and its peer.</summary>
internal sealed record OrganizationOptions
{
    public string MspId { get; init; } = string.Empty;

    /// <summary>The MSP folder by which the organization's identities are verified.</summary>
    public string MspDirectory { get; init; } = string.Empty;

    /// <summary>Its clients may ask and only its administrators order, as for a regulator.</summary>
    public bool ReadOnly { get; init; }

    public PeerOptions Peer { get; init; } = new();
}
