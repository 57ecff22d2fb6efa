namespace Fabric.DevLedger.Endorsement;

/// <summary>What a transaction's creator and a peer may do with the private collections of a chaincode.</summary>
/// <param name="isMember">Whether the creator satisfies a collection's member policy.</param>
internal sealed class CollectionAccess(CommittedChaincode chaincode, Func<CollectionDefinition, bool> isMember)
{
    private readonly Dictionary<string, bool> _creator = new(StringComparer.Ordinal);

    public bool Holds(string collection, string peerMspId) =>
        chaincode.Collections[collection].MemberOrganizations.Contains(peerMspId);

    /// <summary>Why the creator may not read the collection, or null.</summary>
    public string? RefusesRead(string collection) =>
        chaincode.Collections[collection].MemberOnlyRead && !CreatorIsMember(collection) ? Reason(collection, "read") : null;

    /// <summary>Why the creator may not write the collection, or null.</summary>
    public string? RefusesWrite(string collection) =>
        chaincode.Collections[collection].MemberOnlyWrite && !CreatorIsMember(collection) ? Reason(collection, "write") : null;

    private string Reason(string collection, string access) =>
        $"tx creator does not have {access} access permission on privatedata in chaincodeName:{chaincode.Name} collectionName: {collection}";

    private bool CreatorIsMember(string collection)
    {
        if (!_creator.TryGetValue(collection, out var member))
        {
            _creator[collection] = member = isMember(chaincode.Collections[collection]);
        }

        return member;
    }
}
