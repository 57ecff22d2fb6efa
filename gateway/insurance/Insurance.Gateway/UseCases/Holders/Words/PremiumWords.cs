namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>What a premium is made of: lines that sum to it, also after policy endorsements.</summary>
internal sealed class PremiumWords(Policy policy, Product product, PlainWords words)
{
    public IEnumerable<string> Lines()
    {
        // A change that a cancellation comes before is never charged for.
        var held = policy.Changes.TakeWhile(change => !CoverState.Forestalls(policy, change)).ToList();
        if ((policy.Changes.ElementAtOrDefault(held.Count)?.PremiumBefore ?? policy.Premium) is not { } premium)
        {
            yield break;
        }

        yield return words.Say(Text.PremiumInAll, words.Of(premium.Gross));

        // What was agreed at first, and what each change added or took: what the changed coverages cost for the whole period is not what is owed.
        var first = policy.Changes.FirstOrDefault();
        foreach (var line in Parts(first?.CoveragesBefore ?? policy.Coverages, first?.PremiumBefore ?? premium))
        {
            yield return line;
        }

        foreach (var change in held)
        {
            if (change.Adjustment?.Gross is { MinorUnits: not 0 } adjustment)
            {
                yield return adjustment.MinorUnits > 0
                    ? words.Say(Text.PremiumAdded, words.Of(change.EffectiveAt), words.Of(adjustment))
                    : words.Say(Text.PremiumTakenOff, words.Of(change.EffectiveAt), words.Of(PlainWords.Negated(adjustment)));
            }
        }

        if (policy.Cancellation is { Earned: { } earned })
        {
            yield return earned.MinorUnits > 0 ? words.Say(Text.PremiumEarned, words.Of(earned)) : words.Say(Text.PremiumEarnedNothing);
        }
    }

    private IEnumerable<string> Parts(IEnumerable<CoveragePrice> coverages, Premium premium)
    {
        foreach (var part in coverages)
        {
            yield return part.NetPremium is { MinorUnits: 0 }
                ? words.Say(Text.PremiumOfCoverageNothing, Name(part.CoverageId))
                : words.Say(Text.PremiumOfCoverage, Name(part.CoverageId), words.Of(part.NetPremium));
        }

        if (premium.Surcharge is { MinorUnits: not 0 } surcharge)
        {
            yield return words.Say(Text.PremiumSurcharge, words.Of(surcharge));
        }

        foreach (var tax in premium.Taxes.Where(tax => tax.Amount is not { MinorUnits: 0 }))
        {
            yield return words.Say(Text.PremiumTax, tax.Name, words.Of(tax.Amount));
        }
    }

    private string Name(string coverageId) =>
        product.Coverages.FirstOrDefault(coverage => coverage.CoverageId == coverageId)?.Name ?? coverageId;
}
