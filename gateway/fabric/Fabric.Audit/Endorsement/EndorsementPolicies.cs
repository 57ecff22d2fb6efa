namespace Fabric.Audit;

/// <summary>Judges endorsements as a peer's validation does: by chaincode, by collection, and by key.</summary>
/// <param name="configuration">The configuration in force.</param>
/// <param name="definitions">The definition of a chaincode; <c>null</c> when it is not known.</param>
/// <param name="keys">The policy of a key before the block.</param>
public sealed class EndorsementPolicies(
    ChannelConfiguration configuration,
    Func<string, ChaincodeDefinition?> definitions,
    Func<StateKey, KeyPolicy> keys)
{
    internal const string Lifecycle = "_lifecycle";

    private const string LifecyclePolicy = "/Channel/Application/LifecycleEndorsement";
    private const string OwnCollection = "_implicit_org_";

    /// <summary>Judges one action.</summary>
    /// <param name="chaincode">The chaincode that ran.</param>
    /// <param name="changes">What it read and wrote.</param>
    /// <param name="endorsers">Those whose signatures hold.</param>
    public EndorsementVerdict Judge(
        string chaincode, IReadOnlyList<NamespaceChanges> changes, IReadOnlyList<VerifiedIdentity> endorsers)
    {
        var unknown = 0;
        var seen = false;
        foreach (var set in changes)
        {
            seen |= set.Chaincode == chaincode;
            if (set.Chaincode != chaincode && !set.Writes)
            {
                continue;
            }

            if (Violation(set, endorsers, ref unknown) is { } violated)
            {
                return new EndorsementVerdict(violated, unknown);
            }
        }

        return seen
            ? new EndorsementVerdict(null, unknown)
            : new EndorsementVerdict(OfChaincode(chaincode, endorsers, ref unknown), unknown);
    }

    /// <summary>Whether endorsers satisfy a chaincode's own policy, whatever was written; true where the policy is not known.</summary>
    internal bool Vouches(string chaincode, IReadOnlyList<VerifiedIdentity> endorsers)
    {
        var unknown = 0;
        return OfChaincode(chaincode, endorsers, ref unknown) is null;
    }

    private string? Violation(NamespaceChanges set, IReadOnlyList<VerifiedIdentity> endorsers, ref int unknown)
    {
        if (!set.Writes)
        {
            return OfChaincode(set.Chaincode, endorsers, ref unknown);
        }

        var fallsBack = false;
        var names = set.Public.Writes.Select(write => write.Key).Concat(set.Public.MetadataWrites.Select(write => write.Key));
        foreach (var name in names.Distinct())
        {
            var policy = keys(StateKey.Public(set.Chaincode, name));
            if (OfKey(policy, endorsers, ref unknown, ref fallsBack))
            {
                return $"The key {name} of {set.Chaincode} has a policy of its own, which the endorsers do not satisfy.";
            }
        }

        var violated = fallsBack ? OfChaincode(set.Chaincode, endorsers, ref unknown) : null;
        foreach (var (name, hashed) in set.Collections)
        {
            violated ??= OfCollection(set.Chaincode, name, hashed, endorsers, ref unknown);
        }

        return violated;
    }

    private string? OfCollection(
        string chaincode,
        string collection,
        Fabric.Protos.Ledger.Rwset.Kvrwset.HashedRWSet hashed,
        IReadOnlyList<VerifiedIdentity> endorsers,
        ref int unknown)
    {
        var fallsBack = false;
        foreach (var hash in hashed.HashedWrites.Select(write => write.KeyHash).Concat(hashed.MetadataWrites.Select(write => write.KeyHash)))
        {
            if (OfKey(keys(StateKey.Hashed(chaincode, collection, hash.Span)), endorsers, ref unknown, ref fallsBack))
            {
                return $"A key of the collection {collection} has a policy of its own, which the endorsers do not satisfy.";
            }
        }

        if (!fallsBack)
        {
            return null;
        }

        bool satisfied;
        if (collection.StartsWith(OwnCollection, StringComparison.Ordinal))
        {
            satisfied = configuration.EndorsementOf(collection[OwnCollection.Length..]) is { } path
                && configuration.IsSatisfied(path, endorsers);
        }
        else if (definitions(chaincode) is { } definition)
        {
            satisfied = definition.IsSatisfied(collection, configuration, endorsers);
        }
        else
        {
            unknown++;
            return null;
        }

        return satisfied ? null : $"The endorsers do not satisfy the policy of the collection {collection} of {chaincode}.";
    }

    private string? OfChaincode(string chaincode, IReadOnlyList<VerifiedIdentity> endorsers, ref int unknown)
    {
        bool satisfied;
        if (chaincode == Lifecycle)
        {
            satisfied = configuration.IsSatisfied(LifecyclePolicy, endorsers);
        }
        else if (definitions(chaincode) is { } definition)
        {
            satisfied = definition.IsSatisfied(configuration, endorsers);
        }
        else
        {
            unknown++;
            return null;
        }

        return satisfied ? null : $"The endorsers do not satisfy the policy of {chaincode}.";
    }

    /// <returns>True: the key's own policy is not satisfied.</returns>
    private static bool OfKey(
        KeyPolicy policy, IReadOnlyList<VerifiedIdentity> endorsers, ref int unknown, ref bool fallsBack)
    {
        if (!policy.Known)
        {
            unknown++;
            return false;
        }

        fallsBack |= !policy.Exists;
        return policy.Exists && !(policy.Policy?.IsSatisfiedBy(endorsers) ?? false);
    }
}
