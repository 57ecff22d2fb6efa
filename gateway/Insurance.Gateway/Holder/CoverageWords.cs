using Insurance.V1;
using static Insurance.Gateway.Holder.PlainWords;

namespace Insurance.Gateway.Holder;

/// <summary>What a coverage is for and what the holder bears, in plain words.</summary>
internal static class CoverageWords
{
    public static IEnumerable<string> Terms(CoveragePrice held, Coverage? offered)
    {
        if (offered is null)
        {
            yield break;
        }

        if (offered.CoveredCauses.Count > 0)
        {
            yield return $"Covers losses by {Or(offered.CoveredCauses)}.";
        }

        if (offered.LimitPerLoss is { } single)
        {
            yield return $"One loss pays at most {Of(single)}.";
        }

        if (offered.AggregateLimit is { } all)
        {
            yield return $"All losses together pay at most {Of(all)}.";
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
            yield return $"Of what is left you bear {Share(offered.CoinsurancePpm)} yourself.";
        }

        if (offered.WaitingDays > 0)
        {
            yield return $"Losses in the first {Days(offered.WaitingDays)} after {Of(held.InsuredSince)} are not covered.";
        }
    }

    private static string SubLimit(SubLimit sub)
    {
        var bounds = new List<string>();
        if (sub.LimitPerLoss is { } single)
        {
            bounds.Add($"{Of(single)} for one loss");
        }

        if (sub.AggregateLimit is { } all)
        {
            bounds.Add($"{Of(all)} for all of them");
        }

        return $"Losses by {Or(sub.Causes)} pay at most {string.Join(" and ", bounds)}.";
    }

    private static string Deductible(Deductible deductible) => deductible.Kind switch
    {
        DeductibleKind.Fixed => $"Of each loss you bear the first {Of(deductible.Amount)} yourself.",
        DeductibleKind.Franchise => $"A loss of up to {Of(deductible.Amount)} pays nothing; a greater one is not reduced by it.",
        _ => $"Of each loss you bear {Share(deductible.RatePpm)} yourself"
            + (deductible.Minimum is { } low ? $", at least {Of(low)}" : "")
            + (deductible.Maximum is { } high ? $", at most {Of(high)}" : "") + ".",
    };
}
