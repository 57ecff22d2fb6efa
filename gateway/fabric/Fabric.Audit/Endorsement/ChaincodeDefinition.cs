namespace Fabric.Audit;

/// <summary>What the channel's members agreed on about a chaincode: who must endorse its transactions.</summary>
public sealed class ChaincodeDefinition
{
    private const string ByDefault = "/Channel/Application/Endorsement";
    private readonly EndorsementRule _policy;
    private readonly Dictionary<string, EndorsementRule?> _collections = new(StringComparer.Ordinal);

    private ChaincodeDefinition(string name, long sequence, ByteString policy, CollectionConfigPackage? collections)
    {
        Name = name;
        Sequence = sequence;
        _policy = policy.IsEmpty ? new EndorsementRule(null, ByDefault) : EndorsementRule.From(ApplicationPolicy.Parser.ParseForeign(policy));
        foreach (var collection in collections?.Config ?? [])
        {
            if (collection.StaticCollectionConfig is { } described)
            {
                _collections[described.Name] =
                    described.EndorsementPolicy is { } own ? EndorsementRule.From(own) : null;
            }
        }
    }

    /// <summary>The chaincode.</summary>
    public string Name { get; }

    /// <summary>Counts the definitions of the chaincode, from 1.</summary>
    public long Sequence { get; }

    /// <summary>Reads what a member's peer says of a chaincode.</summary>
    /// <param name="name">The chaincode.</param>
    /// <param name="result">The answer of the peer's lifecycle.</param>
    /// <exception cref="InvalidProtocolBufferException">The endorsement policy cannot be read.</exception>
    public static ChaincodeDefinition From(string name, QueryChaincodeDefinitionResult result) =>
        new(name, result.Sequence, result.ValidationParameter, result.Collections);

    /// <summary>Reads a definition from the transaction that put it in force; <c>null</c> when the action is no such one.</summary>
    /// <param name="action">What a transaction did.</param>
    public static ChaincodeDefinition? FromCommit(EndorsedAction action)
    {
        if (action.ReadInvocation() is not ("_lifecycle", { Count: 2 } arguments)
            || arguments[0].ToStringUtf8() != "CommitChaincodeDefinition")
        {
            return null;
        }

        try
        {
            var agreed = CommitChaincodeDefinitionArgs.Parser.ParseForeign(arguments[1]);
            return new ChaincodeDefinition(agreed.Name, agreed.Sequence, agreed.ValidationParameter, agreed.Collections);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>Whether endorsers satisfy the chaincode's own policy.</summary>
    internal bool IsSatisfied(ChannelConfiguration configuration, IReadOnlyList<VerifiedIdentity> endorsers) =>
        _policy.IsSatisfied(configuration, endorsers);

    /// <summary>Whether endorsers satisfy the policy of a collection, which is the chaincode's where it has none of its own.</summary>
    internal bool IsSatisfied(string collection, ChannelConfiguration configuration, IReadOnlyList<VerifiedIdentity> endorsers) =>
        _collections.TryGetValue(collection, out var own)
        && (own ?? _policy).IsSatisfied(configuration, endorsers);
}
