namespace Fabric.DevLedger.Endorsement;

/// <summary>A private data collection.</summary>
/// <param name="MemberPolicy">Who holds the data.</param>
/// <param name="BlockToLive">Blocks after which values are purged; 0 never.</param>
/// <param name="EndorsementPolicy">Overrides the chaincode's for writes to the collection; null: the chaincode's.</param>
internal sealed record CollectionDefinition(
    string Name,
    CompiledSignaturePolicy MemberPolicy,
    ulong BlockToLive,
    bool MemberOnlyRead,
    bool MemberOnlyWrite,
    CompiledSignaturePolicy? EndorsementPolicy,
    IReadOnlySet<string> MemberOrganizations);
