using Insurance.V1;
using static Insurance.Gateway.Holder.PlainWords;

namespace Insurance.Gateway.Holder;

/// <summary>The policies that a policy continues and that continue it, in plain words.</summary>
/// <param name="Before">What it continues; <c>null</c>: none.</param>
/// <param name="Next">What continues it; <c>null</c>: none.</param>
internal sealed record Neighbours(Policy? Before, Policy? Next)
{
    public string Continues(Policy policy, CoverState state) => (state.Kind, EarlyEnd(Before)) switch
    {
        (CoverKind.Undone, _) => $"It was to continue policy {policy.RenewalOf}.",
        (_, { } ended) => $"It was to continue policy {policy.RenewalOf}, which was cancelled with effect from {Of(ended)}.",
        _ => $"It continues policy {policy.RenewalOf}.",
    };

    public string ContinuedBy(Policy policy)
    {
        if (Next is { Status: PolicyStatus.Cancelled, Cancellation.EffectiveAt: { } ended })
        {
            return Next.Cover is { Start: { } start } && start.ToDateTimeOffset() < ended.ToDateTimeOffset()
                ? $"Policy {policy.RenewedBy} begins where it was to end, and was cancelled with effect from {Of(ended)}."
                : $"Policy {policy.RenewedBy} was to continue it, and was cancelled before it began.";
        }

        return EarlyEnd(policy) is not null && Next?.Cover is { } cover
            ? $"Policy {policy.RenewedBy} begins on {Of(cover.Start)}; until then nothing is covered."
            : $"Policy {policy.RenewedBy} continues it.";
    }

    // Before its period of cover did.
    private static Google.Protobuf.WellKnownTypes.Timestamp? EarlyEnd(Policy? policy) =>
        policy is { Status: PolicyStatus.Cancelled, Cancellation.EffectiveAt: { } ended, Cover.End: { } end }
            && ended.ToDateTimeOffset() < end.ToDateTimeOffset() ? ended : null;
}
