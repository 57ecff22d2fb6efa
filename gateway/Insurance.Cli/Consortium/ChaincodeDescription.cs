namespace Insurance.Cli.Consortium;

/// <summary>The chaincode definition of the channel.</summary>
internal sealed record ChaincodeDescription(
    string Name,
    string Version,
    int Sequence,
    string EndorsementPolicy,
    IReadOnlyList<CollectionDescription> Collections);
