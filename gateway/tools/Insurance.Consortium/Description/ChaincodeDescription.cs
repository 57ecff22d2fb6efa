namespace Insurance.Consortium.Description;

/// <summary>A chaincode definition of the channel.</summary>
/// <param name="Name">Its name on the channel.</param>
/// <param name="Version">Free text that all organizations approve together.</param>
/// <param name="Sequence">Counts the definitions of this name, from 1.</param>
/// <param name="EndorsementPolicy">Who endorses what no key or collection says otherwise about.</param>
/// <param name="Collections">Its private data.</param>
/// <param name="Program">A path, or a name among the built chaincodes; null: the consortium's own rules.</param>
public sealed record ChaincodeDescription(
    string Name,
    string Version,
    int Sequence,
    string EndorsementPolicy,
    IReadOnlyList<CollectionDescription> Collections,
    string? Program)
{
    /// <summary>On DevLedger: each organization runs every proposal itself, so that chaincode whose answers differ is found out.</summary>
    public bool EndorseEverywhere { get; init; }
}
