using Insurance.V1;
using static Insurance.Gateway.Holder.PlainWords;

namespace Insurance.Gateway.Holder;

/// <summary>What a premium is made of: lines that sum to it, also after policy endorsements.</summary>
internal sealed class PremiumWords(Policy policy, Product product)
{
    public IEnumerable<string> Lines()
    {
        if (policy.Premium is not { } premium)
        {
            yield break;
        }

        yield return $"The premium is {Of(premium.Gross)} in all.";

        // What was agreed at first, and what each change added or took: what the changed coverages cost for the whole period is not what is owed.
        var first = policy.Changes.FirstOrDefault();
        foreach (var line in Parts(first?.CoveragesBefore ?? policy.Coverages, first?.PremiumBefore ?? premium))
        {
            yield return line;
        }

        foreach (var change in policy.Changes)
        {
            if (change.Adjustment?.Gross is { MinorUnits: not 0 } adjustment)
            {
                yield return adjustment.MinorUnits > 0
                    ? $"The change from {Of(change.EffectiveAt)} on adds {Of(adjustment)}, with taxes."
                    : $"The change from {Of(change.EffectiveAt)} on takes off {Of(Negated(adjustment))}, with taxes.";
            }
        }

        if (policy.Cancellation is { Earned: { } earned })
        {
            yield return $"Since the policy was cancelled, {Of(earned)} of it are to be paid in all.";
        }
    }

    private IEnumerable<string> Parts(IEnumerable<CoveragePrice> coverages, Premium premium)
    {
        foreach (var part in coverages)
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

    private string Name(string coverageId) =>
        product.Coverages.FirstOrDefault(coverage => coverage.CoverageId == coverageId)?.Name ?? coverageId;
}
