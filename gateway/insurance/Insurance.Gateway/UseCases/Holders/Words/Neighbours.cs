using Google.Protobuf.WellKnownTypes;

namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>The policies that a policy continues and that continue it, in plain words.</summary>
/// <param name="Before">What it continues; <c>null</c>: none.</param>
/// <param name="Next">What continues it; <c>null</c>: none.</param>
internal sealed record Neighbours(Policy? Before, Policy? Next)
{
    public string Continues(Policy policy, CoverState state, PlainWords words) => (state.Kind, EarlyEnd(Before)) switch
    {
        (CoverKind.Undone, _) => words.Say(Text.WasToContinue, policy.RenewalOf),
        (_, { } ended) => words.Say(Text.WasToContinueCancelled, policy.RenewalOf, words.Of(ended)),
        _ => words.Say(Text.Continues, policy.RenewalOf),
    };

    public string ContinuedBy(Policy policy, PlainWords words, DateTimeOffset now)
    {
        if (Next is { Status: PolicyStatus.Cancelled, Cancellation.EffectiveAt: { } ended })
        {
            return Next.Cover is { Start: { } start } && start.ToDateTimeOffset() < ended.ToDateTimeOffset()
                ? words.Say(Text.NextCancelled, policy.RenewedBy, words.Of(ended))
                : words.Say(Text.NextNeverBegan, policy.RenewedBy);
        }

        return EarlyEnd(policy) is not null && Next?.Cover is { } cover
            ? words.Say(cover.Start?.ToDateTimeOffset() <= now ? Text.NextAfterGapBegan : Text.NextAfterGap, policy.RenewedBy, words.Of(cover.Start))
            : words.Say(Text.NextContinues, policy.RenewedBy);
    }

    // Before its period of cover did.
    private static Timestamp? EarlyEnd(Policy? policy) =>
        policy is { Status: PolicyStatus.Cancelled, Cancellation.EffectiveAt: { } ended, Cover.End: { } end }
            && ended.ToDateTimeOffset() < end.ToDateTimeOffset() ? ended : null;
}
