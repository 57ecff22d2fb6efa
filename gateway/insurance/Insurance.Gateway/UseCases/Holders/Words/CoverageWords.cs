namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>What a coverage is for and what the holder bears, in plain words.</summary>
internal sealed class CoverageWords(PlainWords words)
{
    public IEnumerable<string> Terms(CoveragePrice held, Coverage? offered)
    {
        if (offered is null)
        {
            yield break;
        }

        if (offered.CoveredCauses.Count > 0)
        {
            yield return words.Say(Text.CoversLossesBy, words.Or(offered.CoveredCauses));
        }

        if (offered.LimitPerLoss is { } single)
        {
            yield return words.Say(Text.LimitPerLoss, words.Of(single));
        }

        if (offered.AggregateLimit is { } all)
        {
            yield return words.Say(Text.AggregateLimit, words.Of(all));
        }

        foreach (var sub in offered.SubLimits)
        {
            yield return SubLimit(sub);
        }

        if (offered.Deductible is { } deductible)
        {
            yield return Deductible(deductible);
        }

        if (offered.CoinsurancePpm > 0)
        {
            yield return words.Say(Text.Coinsurance, words.Share(offered.CoinsurancePpm));
        }

        if (offered.WaitingDays > 0)
        {
            yield return words.Say(Text.WaitingDays, words.Days(offered.WaitingDays), words.Of(held.InsuredSince));
        }
    }

    private string SubLimit(SubLimit sub)
    {
        var causes = words.Or(sub.Causes);
        return (sub.LimitPerLoss, sub.AggregateLimit) switch
        {
            ({ } single, { } all) => words.Say(Text.SubLimitBoth, causes, words.Of(single), words.Of(all)),
            ({ } single, null) => words.Say(Text.SubLimitPerLoss, causes, words.Of(single)),
            (_, var all) => words.Say(Text.SubLimitAggregate, causes, words.Of(all)),
        };
    }

    private string Deductible(Deductible deductible) => (deductible.Kind, deductible.Minimum, deductible.Maximum) switch
    {
        (DeductibleKind.Fixed, _, _) => words.Say(Text.DeductibleFixed, words.Of(deductible.Amount)),
        (DeductibleKind.Franchise, _, _) => words.Say(Text.DeductibleFranchise, words.Of(deductible.Amount)),
        (_, { } low, { } high) => words.Say(Text.DeductibleShareBetween, words.Share(deductible.RatePpm), words.Of(low), words.Of(high)),
        (_, { } low, null) => words.Say(Text.DeductibleShareAtLeast, words.Share(deductible.RatePpm), words.Of(low)),
        (_, null, { } high) => words.Say(Text.DeductibleShareAtMost, words.Share(deductible.RatePpm), words.Of(high)),
        _ => words.Say(Text.DeductibleShare, words.Share(deductible.RatePpm)),
    };
}
