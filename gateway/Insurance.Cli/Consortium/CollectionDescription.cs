namespace Insurance.Cli.Consortium;

/// <summary>A private data collection: who holds it, and who endorses writes to it when that differs from the chaincode.</summary>
internal sealed record CollectionDescription(
    string Name,
    string Policy,
    string? EndorsementPolicy,
    bool MemberOnlyRead,
    bool MemberOnlyWrite,
    long BlockToLive);
