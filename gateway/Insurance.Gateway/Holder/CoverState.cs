using Google.Protobuf.WellKnownTypes;
using Insurance.V1;

namespace Insurance.Gateway.Holder;

/// <summary>Whether what a policy insures is in effect, and from when, or until when.</summary>
/// <param name="Kind">Whether it is.</param>
/// <param name="At">The moment that <paramref name="Kind"/> is about; <c>null</c>: none.</param>
/// <param name="Moment">The moment whose coverages are told: now, or the nearest that is, or was, insured.</param>
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
        var cancelled = policy.Cancellation?.EffectiveAt;
        var end = cancelled is not null && cancelled.ToDateTimeOffset() < ends.ToDateTimeOffset() ? cancelled : ends;
        if (policy.Status == PolicyStatus.Cancelled && end.ToDateTimeOffset() <= start)
        {
            return new CoverState(CoverKind.Undone, null, start);
        }

        // What the ledger says is insured is so, whatever the clock here.
        var covered = policy.CurrentCoverages.Count > 0;
        if (!covered && (policy.Status == PolicyStatus.Expired || now >= end.ToDateTimeOffset()))
        {
            return new CoverState(CoverKind.Ended, end, end.ToDateTimeOffset().AddTicks(-1));
        }

        var moment = now < start ? start : now;
        var overdue = policy.Instalments.FirstOrDefault(part => part.Payment is null && part.GraceAt?.ToDateTimeOffset() <= now)?.GraceAt;
        return policy.Status switch
        {
            PolicyStatus.Bound => new CoverState(CoverKind.Unpaid, null, moment),
            PolicyStatus.Lapsed => new CoverState(CoverKind.Lapsed, null, moment),
            PolicyStatus.Cancelled => new CoverState(CoverKind.Ending, end, moment),
            _ when covered => new CoverState(CoverKind.Now, null, moment),
            _ when overdue is not null => new CoverState(CoverKind.Overdue, overdue, moment),
            _ when now < start => new CoverState(CoverKind.Ahead, begins, moment),
            _ => new CoverState(CoverKind.Now, null, moment),
        };
    }
}
