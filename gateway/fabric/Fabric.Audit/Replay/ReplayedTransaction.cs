namespace Fabric.Audit;

/// <summary>A transaction on its way through a replay.</summary>
/// <param name="Index">Its place in the block.</param>
/// <param name="Code">The peers' verdict.</param>
/// <param name="Action">What it did.</param>
/// <param name="Chaincode">The chaincode that ran.</param>
/// <param name="Changes">What it read and wrote.</param>
/// <param name="Endorsers">Those whose signatures hold.</param>
public sealed record ReplayedTransaction(
    int Index,
    TxValidationCode Code,
    EndorsedAction Action,
    string Chaincode,
    IReadOnlyList<NamespaceChanges> Changes,
    IReadOnlyList<VerifiedIdentity> Endorsers);
