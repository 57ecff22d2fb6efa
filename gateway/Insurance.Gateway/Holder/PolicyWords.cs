using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Insurance.V1;
using static Insurance.Gateway.Holder.PlainWords;

namespace Insurance.Gateway.Holder;

/// <summary>A policy in plain words.</summary>
/// <param name="policy">The policy.</param>
/// <param name="product">The version that it was sold under.</param>
/// <param name="neighbours">The policies before and after it.</param>
/// <param name="now">When it is read.</param>
internal sealed class PolicyWords(Policy policy, Product product, Neighbours neighbours, DateTimeOffset now)
{
    private readonly CoverState state = CoverState.Of(policy, now);

    public HolderPolicy Policy() => new()
    {
        PolicyId = policy.PolicyId,
        Product = product.Name,
        Status = Status(),
        Cover = policy.Cover,
        TermsSha256 = policy.TermsSha256,
        CoverageTitle = Title(),
        Coverages = { state.Kind == CoverKind.Undone ? [] : new HeldCoverages(policy, product, state).List() },
        Premium = { new PremiumWords(policy, product).Lines() },
        Instalments = { policy.Instalments.Select(Instalment) },
        Notes = { Notes() },
    };

    private string Status()
    {
        var period = $"from {Of(policy.Cover?.Start)} until before {Of(policy.Cover?.End)}";
        return policy.Status switch
        {
            PolicyStatus.Bound => $"Agreed for losses {period}; losses are covered once the first premium is paid.",
            PolicyStatus.InForce when state.Kind == CoverKind.Ended => $"Ended: losses were covered {period}.",
            PolicyStatus.InForce when state.Kind == CoverKind.Overdue => $"An instalment was not paid in time: losses from {Of(state.At)} on are not covered until it is paid.",
            PolicyStatus.InForce => $"In force: losses are covered {period}.",
            PolicyStatus.Lapsed => "Lapsed: an instalment was not paid in time, and losses are not covered until the policy is reinstated.",
            PolicyStatus.Cancelled => $"Cancelled: losses from {Of(policy.Cancellation?.EffectiveAt)} on are not covered.",
            PolicyStatus.Expired => $"Ended: losses were covered {period}.",
            _ => "The status is not known.",
        };
    }

    private string Title() => state.Kind switch
    {
        CoverKind.Undone => "",
        CoverKind.Ended => $"What was covered until {Of(state.At)}",
        CoverKind.Ending => $"What is covered until {Of(state.At)}",
        CoverKind.Ahead => $"What is covered from {Of(state.At)} on",
        CoverKind.Unpaid => "What is covered once the first premium is paid",
        CoverKind.Overdue => "What is covered once the instalment is paid",
        CoverKind.Lapsed => "What is covered once the policy is reinstated",
        _ => "What is covered",
    };

    private HolderInstalment Instalment(Instalment part)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"Instalment {part.Number}: {Of(part.Amount)}, due on {Of(part.DueAt)}");
        return new HolderInstalment
        {
            Number = part.Number,
            Amount = part.Amount,
            DueAt = part.DueAt,
            Paid = part.Payment is not null,
            Sentence = part.Payment is { } payment
                ? $"{number}, paid on {Of(payment.Recorded?.Time)}."
                : $"{number}, not paid yet. If it is not paid by {Of(part.GraceAt)}, losses after that are not covered.",
        };
    }

    private IEnumerable<string> Notes()
    {
        if (policy.Status is PolicyStatus.Bound or PolicyStatus.InForce && policy.CoolingOffUntil is { } until && now < until.ToDateTimeOffset())
        {
            yield return $"Until {Of(until)} you can cancel with effect at once and get everything back, unless a claim was approved.";
        }

        if (policy.Status == PolicyStatus.InForce && product.ClaimConditions is { NotificationDays: > 0 and var days })
        {
            yield return $"Report a loss within {Days(days)}: a claim that comes later is looked at by a person first.";
        }

        if (policy.Status == PolicyStatus.InForce && product.ClaimConditions is { RequiredEvidence.Count: > 0 } conditions)
        {
            yield return $"Send with a claim: {string.Join(", ", conditions.RequiredEvidence)}.";
        }

        if (policy.RenewalOf.Length > 0)
        {
            yield return neighbours.Continues(policy, state);
        }

        foreach (var change in policy.Changes)
        {
            yield return $"It was changed with effect from {Of(change.EffectiveAt)}: {change.Reason}. {Adjustment(change.Adjustment?.Gross)}";
        }

        foreach (var lapse in policy.Lapses)
        {
            yield return lapse.Until is null
                ? $"Losses from {Of(lapse.From)} on are not covered, since an instalment was not paid."
                : $"Losses from {Of(lapse.From)} until {Of(lapse.Until)} are not covered, since an instalment was not paid.";
        }

        if (policy.Cancellation is { } cancellation)
        {
            yield return Cancellation(cancellation);
        }

        foreach (var refund in policy.Refunds)
        {
            yield return refund.Paid is null
                ? $"{Of(refund.Amount)} will be refunded ({Why(refund)})."
                : $"{Of(refund.Amount)} were refunded on {Of(refund.Paid.Recorded?.Time)} ({Why(refund)}).";
        }

        if (policy.RenewedBy.Length > 0)
        {
            yield return neighbours.ContinuedBy(policy);
        }
    }

    private static string Why(Refund refund) => refund.Reason == "policy endorsement" ? "the policy was changed" : refund.Reason;

    private static string Adjustment(Money? amount) => amount switch
    {
        { MinorUnits: > 0 } => $"It costs {Of(amount)} more.",
        { MinorUnits: < 0 } => $"It costs {Of(Negated(amount))} less.",
        _ => "The premium is the same.",
    };

    private static string Cancellation(Cancellation cancellation)
    {
        var who = cancellation.By == CancelledBy.Insurer ? "The insurer" : "You";
        var how = cancellation.Method switch
        {
            CancellationMethod.CoolingOff => "in the cooling-off time, so that everything is refunded",
            CancellationMethod.ShortRate => "after it, at the product's rate for cancelling early",
            _ => "for the part of the time that had passed",
        };
        var balance = cancellation.Outstanding is { MinorUnits: > 0 } owed
            ? $"{Of(owed)} are still to be paid"
            : $"{Of(cancellation.Refund)} are refunded";
        return $"{who} cancelled it with effect from {Of(cancellation.EffectiveAt)}. The insurer keeps {Of(cancellation.Earned)}, {how}; {balance}.";
    }
}
