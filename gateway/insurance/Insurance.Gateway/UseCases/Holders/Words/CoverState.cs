using Google.Protobuf.WellKnownTypes;

namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>Whether what a policy insures is in effect, and from when, or until when.</summary>
/// <param name="Kind">Whether it is.</param>
/// <param name="At">The moment that <paramref name="Kind"/> is about; <c>null</c>: none.</param>
/// <param name="Moment">The moment whose coverages are reported: now, or the nearest that is, or was, insured.</param>
internal sealed record CoverState(CoverKind Kind, Timestamp? At, DateTimeOffset Moment)
{
    /// <summary>That of a policy at a moment.</summary>
    public static CoverState Of(Policy policy, DateTimeOffset now)
    {
        if (policy.Cover is not { Start: { } begins, End: { } ends })
        {
            return new CoverState(CoverKind.Now, null, now);
        }

        var start = begins.ToDateTimeOffset();
        if (policy.Status == PolicyStatus.Bound)
        {
            return new CoverState(CoverKind.Unpaid, null, Nearest(now, start, ends.ToDateTimeOffset()));
        }

        // What the ledger says is insured is so, whatever the clock here.
        var covered = policy.CurrentCoverages.Count > 0;
        var end = End(policy)!;
        var ended = !covered && (policy.Status == PolicyStatus.Expired || now >= end.ToDateTimeOffset());
        if (ended)
        {
            end = Earlier(Earlier(end, Overdue(policy) ?? end), OpenLapse(policy)?.From ?? end);
        }

        if ((ended || policy.Status == PolicyStatus.Cancelled) && end.ToDateTimeOffset() <= start)
        {
            return new CoverState(CoverKind.Undone, null, start);
        }

        if (ended)
        {
            return new CoverState(CoverKind.Ended, end, end.ToDateTimeOffset().AddTicks(-1));
        }

        var moment = now < start ? start : now;
        var overdue = Overdue(policy) is { } since && since.ToDateTimeOffset() <= now ? since : null;
        return policy.Status switch
        {
            PolicyStatus.Lapsed => new CoverState(CoverKind.Lapsed, null, moment),
            PolicyStatus.Cancelled when covered || overdue is null => new CoverState(CoverKind.Ending, end, moment),
            _ when covered => new CoverState(CoverKind.Now, null, moment),
            _ when overdue is not null => new CoverState(CoverKind.Overdue, overdue, moment),
            _ when now < start => new CoverState(CoverKind.Ahead, begins, moment),
            _ => new CoverState(CoverKind.Now, null, moment),
        };
    }

    /// <summary>Whether a cancellation keeps a policy endorsement from ever taking effect.</summary>
    public static bool Forestalls(Policy policy, PolicyChange change) =>
        policy.Status == PolicyStatus.Cancelled && End(policy) is { } end && end.CompareTo(change.EffectiveAt) <= 0;

    /// <summary>The lapse that a policy is in, or ended in; <c>null</c>: none.</summary>
    public static LapsePeriod? OpenLapse(Policy policy) => policy.Lapses is [.., { Until: null, From: not null } last] ? last : null;

    /// <summary>Where the cover ends, as the chaincode's <c>CoverEnd</c> says it; a lapse ends it where no reinstatement can follow.</summary>
    public static Timestamp? End(Policy policy)
    {
        if (policy.Cover is not { Start: { } start, End: { } end })
        {
            return null;
        }

        if (policy.Cancellation?.EffectiveAt is { } cancelled)
        {
            end = policy.Instalments is [{ Payment: not null }, ..] ? Earlier(end, cancelled) : start;
        }

        return policy.Status is PolicyStatus.Cancelled or PolicyStatus.Expired && OpenLapse(policy) is { } lapse ? Earlier(end, lapse.From) : end;
    }

    /// <summary>From when losses are not covered before a premium is paid: the beginning, or the end of the oldest unpaid instalment's days of grace; <c>null</c>: all is paid.</summary>
    private static Timestamp? Overdue(Policy policy) => policy.Instalments.FirstOrDefault(part => part.Payment is null) is { } unpaid
        ? ReferenceEquals(unpaid, policy.Instalments[0]) ? policy.Cover.Start : unpaid.GraceAt
        : null;

    private static Timestamp Earlier(Timestamp one, Timestamp other) => one.CompareTo(other) <= 0 ? one : other;

    private static DateTimeOffset Nearest(DateTimeOffset now, DateTimeOffset start, DateTimeOffset end) =>
        now < start ? start : now < end ? now : end.AddTicks(-1);
}
