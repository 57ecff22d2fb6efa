namespace Fabric.DevLedger.Endorsement;

/// <summary>A chaincode committed to the channel.</summary>
internal sealed record CommittedChaincode(
    string Name,
    string Version,
    long Sequence,
    CompiledSignaturePolicy EndorsementPolicy,
    IReadOnlyDictionary<string, CollectionDefinition> Collections);
