namespace Fabric.Audit;

/// <summary>What the judging of one block remembers.</summary>
internal sealed record BlockInReplay(EndorsementPolicies Policies, Action<ReplayedTransaction, string> Contradict)
{
    /// <summary>Keys whose policy a transaction of the block sets: no later one of the block may write them.</summary>
    public HashSet<StateKey> NewPolicies { get; } = [];

    /// <summary>The same, where it cannot be known.</summary>
    public HashSet<StateKey> PossiblyNewPolicies { get; } = [];
}
