namespace Fabric.Audit;

/// <summary>Whether the endorsers of a transaction were those that its policies ask for.</summary>
/// <param name="Violated">The first policy that is not satisfied, in words; <c>null</c>: all that are known are satisfied.</param>
/// <param name="Unknown">How many keys and chaincodes were written whose policy is not known here.</param>
public sealed record EndorsementVerdict(string? Violated, int Unknown)
{
    /// <summary>All policies are known and satisfied.</summary>
    public bool IsSatisfied => Violated is null && Unknown == 0;
}
