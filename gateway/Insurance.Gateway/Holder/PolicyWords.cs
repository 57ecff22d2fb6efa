using System.Globalization;
using Insurance.V1;
using static Insurance.Gateway.Holder.PlainWords;

namespace Insurance.Gateway.Holder;

/// <summary>A policy in plain words.</summary>
internal sealed class PolicyWords(Policy policy, Product product, DateTimeOffset now)
{
    public HolderPolicy Policy() => new()
    {
        PolicyId = policy.PolicyId,
        Product = product.Name,
        Status = Status(),
        Cover = policy.Cover,
        TermsSha256 = policy.TermsSha256,
        Coverages = { policy.Coverages.Select(Coverage) },
        Premium = { Premium() },
        Instalments = { policy.Instalments.Select(Instalment) },
        Notes = { Notes() },
    };

    private string Status()
    {
        var period = $"from {Of(policy.Cover?.Start)} until before {Of(policy.Cover?.End)}";
        return policy.Status switch
        {
            PolicyStatus.Bound => $"Agreed for losses {period}; losses are covered once the first premium is paid.",
            PolicyStatus.InForce => $"In force: losses are covered {period}.",
            PolicyStatus.Lapsed => "Lapsed: an instalment was not paid in time, and losses are not covered until the policy is reinstated.",
            PolicyStatus.Cancelled => $"Cancelled: losses from {Of(policy.Cancellation?.EffectiveAt)} on are not covered.",
            PolicyStatus.Expired => $"Ended: losses were covered {period}.",
            _ => "The status is not known.",
        };
    }

    private HolderCoverage Coverage(CoveragePrice held)
    {
        var offered = product.Coverages.FirstOrDefault(coverage => coverage.CoverageId == held.CoverageId);
        return new HolderCoverage
        {
            CoverageId = held.CoverageId,
            Name = offered?.Name ?? held.CoverageId,
            SumInsured = held.SumInsured,
            Remaining = policy.Limits.FirstOrDefault(limit => limit.CoverageId == held.CoverageId)?.Remaining,
            Terms = { CoverageWords.Terms(held, offered), TriggerTerms() },
        };
    }

    private IEnumerable<string> TriggerTerms() =>
        product.ParametricTrigger is { } trigger ? TriggerWords.Terms(trigger, policy.ParametricSubject) : [];

    private IEnumerable<string> Premium()
    {
        if (policy.Premium is not { } premium)
        {
            yield break;
        }

        yield return $"The premium is {Of(premium.Gross)} in all.";
        foreach (var part in policy.Coverages)
        {
            yield return $"{Name(part.CoverageId)} costs {Of(part.NetPremium)} before taxes.";
        }

        if (premium.Surcharge is { MinorUnits: not 0 } surcharge)
        {
            yield return $"Payment by instalments adds {Of(surcharge)}.";
        }

        foreach (var tax in premium.Taxes)
        {
            yield return $"The tax \"{tax.Name}\" adds {Of(tax.Amount)}.";
        }
    }

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
            yield return $"It continues policy {policy.RenewalOf}.";
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
                ? $"{Of(refund.Amount)} will be refunded ({refund.Reason})."
                : $"{Of(refund.Amount)} were refunded on {Of(refund.Paid.Recorded?.Time)} ({refund.Reason}).";
        }

        if (policy.RenewedBy.Length > 0)
        {
            yield return $"Policy {policy.RenewedBy} continues it.";
        }
    }

    private string Name(string coverageId) =>
        product.Coverages.FirstOrDefault(coverage => coverage.CoverageId == coverageId)?.Name ?? coverageId;

    private static string Adjustment(Money? amount) => amount switch
    {
        { MinorUnits: > 0 } => $"It costs {Of(amount)} more.",
        { MinorUnits: < 0 } => $"It costs {Of(new Money { MinorUnits = -amount.MinorUnits, Currency = amount.Currency })} less.",
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
