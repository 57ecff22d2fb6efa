namespace Insurance.Consortium.Description;

/// <summary>A private data collection: who holds it, and who endorses writes to it when that differs from the chaincode.</summary>
/// <param name="Name">Its name within the chaincode.</param>
/// <param name="Policy">The members, joined by OR.</param>
/// <param name="EndorsementPolicy">Null: as the chaincode.</param>
/// <param name="RequiredPeerCount">Other peers that must have the data before the endorsement is given.</param>
/// <param name="MaxPeerCount">Other peers that are sent the data at once; the rest fetch it.</param>
/// <param name="MemberOnlyRead">Clients of other organizations may not read through a member's peer.</param>
/// <param name="MemberOnlyWrite">Clients of other organizations may not write through a member's peer.</param>
/// <param name="BlockToLive">Blocks after which values are purged; 0: never.</param>
public sealed record CollectionDescription(
    string Name,
    string Policy,
    string? EndorsementPolicy,
    int RequiredPeerCount,
    int MaxPeerCount,
    bool MemberOnlyRead,
    bool MemberOnlyWrite,
    long BlockToLive);
