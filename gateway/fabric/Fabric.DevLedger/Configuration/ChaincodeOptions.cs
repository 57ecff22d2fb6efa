namespace Fabric.DevLedger.Configuration;

/// <summary>A chaincode of the channel.</summary>
internal sealed record ChaincodeOptions
{
    public string Name { get; init; } = string.Empty;

    public string Version { get; init; } = "1.0";

    public long Sequence { get; init; } = 1;

    /// <summary>The program that speaks docs/change/devledger-pipe.md, and its arguments.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string EndorsementPolicy { get; init; } = string.Empty;

    /// <summary>
    /// Runs every proposal once for each endorsing organization, as separate peers do, so that chaincode whose answers
    /// differ between them is found out. Without it that is done only where private or transient data are involved.
    /// </summary>
    public bool EndorseEverywhere { get; init; }

    public IReadOnlyList<CollectionOptions> Collections { get; init; } = [];
}
