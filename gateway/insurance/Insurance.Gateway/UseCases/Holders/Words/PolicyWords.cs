namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>A policy in plain words.</summary>
/// <param name="policy">The policy.</param>
/// <param name="product">The version that it was sold under.</param>
/// <param name="neighbours">The policies before and after it.</param>
/// <param name="words">The language and the time zone.</param>
/// <param name="now">When it is read.</param>
internal sealed class PolicyWords(Policy policy, Product product, Neighbours neighbours, PlainWords words, DateTimeOffset now)
{
    private readonly CoverState _state = CoverState.Of(policy, now);

    public HolderPolicy Policy() => new()
    {
        PolicyId = policy.PolicyId,
        Product = product.Name,
        Status = Status(),
        Cover = policy.Cover,
        TermsSha256 = policy.TermsSha256,
        CoverageTitle = Title(),
        Coverages = { _state.Kind == CoverKind.Undone ? [] : new HeldCoverages(policy, product, _state, words).List() },
        Premium = { new PremiumWords(policy, product, words).Lines() },
        Instalments = { policy.Instalments.Select(Instalment) },
        Notes = { Notes() },
    };

    private string Status()
    {
        var (start, end) = (words.Of(policy.Cover?.Start), words.Of(policy.Cover?.End));
        var lapsed = CoverState.OpenLapse(policy)?.From;
        return (policy.Status, _state.Kind) switch
        {
            (PolicyStatus.Bound, _) => words.Say(Text.PolicyBound, start, end),
            (PolicyStatus.Cancelled, CoverKind.Undone) => words.Say(Text.PolicyUndone),
            (PolicyStatus.Cancelled, _) => words.Say(Text.PolicyCancelled, words.Of(CoverState.End(policy))),
            (PolicyStatus.Lapsed or PolicyStatus.InForce or PolicyStatus.Expired, CoverKind.Undone) => words.Say(Text.PolicyEndedUnpaid),
            (PolicyStatus.Lapsed or PolicyStatus.Expired, CoverKind.Ended) when lapsed is not null => words.Say(Text.PolicyLapsedEnded, words.Of(lapsed)),
            (PolicyStatus.Lapsed, _) => words.Say(Text.PolicyLapsed, words.Of(lapsed)),
            (PolicyStatus.InForce or PolicyStatus.Expired, CoverKind.Ended) => words.Say(Text.PolicyEnded, start, words.Of(_state.At)),
            (PolicyStatus.InForce, CoverKind.Overdue) => words.Say(Text.PolicyOverdue, words.Of(_state.At)),
            (PolicyStatus.InForce, _) => words.Say(Text.PolicyInForce, start, end),
            (PolicyStatus.Expired, _) => words.Say(Text.PolicyEnded, start, end),
            _ => words.Say(Text.StatusUnknown),
        };
    }

    private string Title() => _state.Kind switch
    {
        CoverKind.Undone => "",
        CoverKind.Ended => words.Say(Text.TitleEnded, words.Of(_state.At)),
        CoverKind.Ending => words.Say(Text.TitleEnding, words.Of(_state.At)),
        CoverKind.Ahead => words.Say(Text.TitleAhead, words.Of(_state.At)),
        CoverKind.Unpaid => words.Say(Text.TitleUnpaid),
        CoverKind.Overdue => words.Say(Text.TitleOverdue),
        CoverKind.Lapsed => words.Say(Text.TitleLapsed),
        _ => words.Say(Text.TitleNow),
    };

    private HolderInstalment Instalment(Instalment part)
    {
        var (number, amount, due) = (part.Number.ToString(CultureInfo.InvariantCulture), words.Of(part.Amount), words.Of(part.DueAt));
        return new HolderInstalment
        {
            Number = part.Number,
            Amount = part.Amount,
            DueAt = part.DueAt,
            Paid = part.Payment is not null,
            Sentence = part.Payment is { } payment
                ? words.Say(Text.InstalmentPaid, number, amount, due, words.Of(payment.Recorded?.Time))
                : words.Say(Unpaid(part), number, amount, due, words.Of(part.GraceAt)),
        };
    }

    // What follows from it as long as it is not paid.
    private Text Unpaid(Instalment part)
    {
        var late = part.GraceAt?.ToDateTimeOffset() <= now;
        return (policy.Status, _state.Kind) switch
        {
            (PolicyStatus.Bound, _) when ReferenceEquals(part, policy.Instalments[0]) => late ? Text.InstalmentFirstLate : Text.InstalmentFirst,
            (_, CoverKind.Lapsed) => part.DueAt?.ToDateTimeOffset() <= now ? Text.InstalmentLapsed : Text.InstalmentUnpaid,
            // A lapse leaves losses uncovered whether it is paid or not.
            _ when _state.Kind == CoverKind.Undone || CoverState.OpenLapse(policy) is not null => Text.InstalmentUnpaid,
            _ when CoverState.End(policy) is { } end && part.GraceAt?.CompareTo(end) >= 0 => Text.InstalmentUnpaid,
            (_, CoverKind.Overdue or CoverKind.Ended) when late => Text.InstalmentOverdue,
            _ => Text.InstalmentOpen,
        };
    }

    private IEnumerable<string> Notes()
    {
        // A cover that has ended cannot be cancelled any more, and one that a claim was approved under gives nothing back.
        if (policy.Status is PolicyStatus.Bound or PolicyStatus.InForce && policy.CoolingOffUntil is { } until && now < until.ToDateTimeOffset() && !IsOver
            && !policy.Limits.Any(limit => limit.Approved is { MinorUnits: > 0 }))
        {
            yield return words.Say(Text.CoolingOff, words.Of(until));
        }

        if (policy.Status == PolicyStatus.InForce && product.ClaimConditions is { NotificationDays: > 0 and var days })
        {
            yield return words.Say(Text.ReportWithin, words.Days(days));
        }

        if (policy.Status == PolicyStatus.InForce && product.ClaimConditions is { RequiredEvidence.Count: > 0 } conditions)
        {
            yield return words.Say(Text.SendWithClaim, words.List(conditions.RequiredEvidence));
        }

        if (policy.RenewalOf.Length > 0)
        {
            yield return neighbours.Continues(policy, _state, words);
        }

        foreach (var change in policy.Changes)
        {
            yield return CoverState.Forestalls(policy, change)
                ? words.Say(Text.ChangeForestalled, words.Of(change.EffectiveAt), change.Reason)
                : words.Say(Text.PolicyChanged, words.Of(change.EffectiveAt), change.Reason, Adjustment(change.Adjustment?.Gross));
        }

        foreach (var lapse in policy.Lapses)
        {
            yield return lapse.Until is not null ? words.Say(Text.LapseEnded, words.Of(lapse.From), words.Of(lapse.Until))
                : policy.Status == PolicyStatus.Lapsed && !IsOver ? words.Say(Text.LapseReinstatable, words.Of(lapse.From), words.Of(policy.Cover?.End))
                : words.Say(Text.LapseOpen, words.Of(lapse.From));
        }

        if (policy.Cancellation is { } cancellation)
        {
            yield return Cancellation(cancellation);
        }

        foreach (var refund in policy.Refunds)
        {
            yield return refund.Paid is null
                ? words.Say(Text.RefundOpen, words.Of(refund.Amount), Why(refund))
                : words.Say(Text.RefundPaid, words.Of(refund.Amount), Why(refund), words.Of(refund.Paid.Recorded?.Time));
        }

        if (policy.RenewedBy.Length > 0)
        {
            yield return neighbours.ContinuedBy(policy, words, now);
        }
    }

    // As the ledger names it.
    private string Why(Refund refund) => refund.Reason switch
    {
        "policy endorsement" => words.Say(Text.RefundForChange),
        "cancellation" => words.Say(Text.RefundForCancellation),
        var other => other,
    };

    private string Adjustment(Money? amount) => amount switch
    {
        { MinorUnits: > 0 } => words.Say(Text.CostsMore, words.Of(amount)),
        { MinorUnits: < 0 } => words.Say(Text.CostsLess, words.Of(PlainWords.Negated(amount))),
        _ => words.Say(Text.CostsTheSame),
    };

    private bool IsOver => policy.Cover?.End?.ToDateTimeOffset() <= now;

    private string Cancellation(Cancellation cancellation)
    {
        var balance = cancellation switch
        {
            { Outstanding: { MinorUnits: > 0 } owed } => words.Say(Text.BalanceOwed, words.Of(owed)),
            { Refund: { MinorUnits: > 0 } refund } => words.Say(Text.BalanceRefunded, words.Of(refund)),
            _ => words.Say(Text.BalanceNothing),
        };
        var kept = (cancellation.Method, cancellation.Earned) switch
        {
            (CancellationMethod.CoolingOff, _) => words.Say(Text.KeptNothingInCoolingOff, balance),
            (_, not { MinorUnits: > 0 }) => words.Say(Text.KeptNothing, balance),
            (CancellationMethod.ShortRate, var earned) => words.Say(Text.Kept, words.Of(earned), words.Say(Text.KeptAtShortRate), balance),
            (_, var earned) => words.Say(Text.Kept, words.Of(earned), words.Say(Text.KeptProRata), balance),
        };
        return words.Say(
            cancellation.By == CancelledBy.Insurer ? Text.CancelledByInsurer : Text.CancelledByHolder, words.Of(cancellation.EffectiveAt), kept);
    }
}
