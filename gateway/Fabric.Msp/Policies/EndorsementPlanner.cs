using Fabric.Protos.Common;

namespace Fabric.Msp;

/// <summary>Enumerates the smallest multisets of organizations that can satisfy a policy.</summary>
internal sealed class EndorsementPlanner(CompiledSignaturePolicy policy, Predicate<string> isAvailable, int limit)
{
    public IReadOnlyList<EndorsementCombination> Plan() =>
        Smallest(Combine(policy.Rule)
            .Select(principals => Count(principals))
            .OfType<SortedDictionary<string, int>>()
            .ToList(), Covers)
        .Select(c => new EndorsementCombination(c))
        .OrderBy(c => c.Total)
        .ThenBy(c => c.ToString(), StringComparer.Ordinal)
        .Take(limit)
        .ToList();

    private static bool Covers(SortedDictionary<string, int> larger, SortedDictionary<string, int> smaller) =>
        smaller.All(s => larger.GetValueOrDefault(s.Key) >= s.Value);

    /// <summary>Drops every set that another, no larger, set makes superfluous.</summary>
    private static List<T> Smallest<T>(List<T> sets, Func<T, T, bool> covers)
    {
        var kept = new List<T>();
        foreach (var set in sets)
        {
            if (!kept.Exists(k => covers(set, k)))
            {
                kept.RemoveAll(k => covers(k, set));
                kept.Add(set);
            }
        }

        return kept;
    }

    private static SortedDictionary<string, int>? CountByOrganization(IEnumerable<string> mspIds)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var mspId in mspIds)
        {
            counts[mspId] = counts.GetValueOrDefault(mspId) + 1;
        }

        return counts;
    }

    private SortedDictionary<string, int>? Count(int[] principals) =>
        CountByOrganization(principals.Select(p => policy.Principals[p].MspId!));

    /// <summary>Sets of principals, each a sorted list of positions, that satisfy a rule.</summary>
    private List<int[]> Combine(SignaturePolicy rule)
    {
        if (rule.TypeCase == SignaturePolicy.TypeOneofCase.SignedBy)
        {
            return policy.Principals[rule.SignedBy].MspId is { } mspId && isAvailable(mspId) ? [[rule.SignedBy]] : [];
        }

        var alternatives = rule.NOutOf.Rules.Select(Combine).Where(a => a.Count > 0).ToList();
        return Choose(alternatives, rule.NOutOf.N);
    }

    /// <summary>Grows the choices rule by rule, keeping for each number of chosen rules the smallest sets only.</summary>
    private List<int[]> Choose(List<List<int[]>> alternatives, int n)
    {
        if (n <= 0)
        {
            return [[]];
        }

        if (alternatives.Count < n)
        {
            return [];
        }

        var byCount = new List<int[]>[n + 1];
        byCount[0] = [[]];
        for (var i = 1; i <= n; i++)
        {
            byCount[i] = [];
        }

        foreach (var alternative in alternatives)
        {
            for (var chosen = n; chosen > 0; chosen--)
            {
                foreach (var before in byCount[chosen - 1])
                {
                    byCount[chosen].AddRange(alternative.Select(a => Merge(before, a)));
                }

                byCount[chosen] = Keep(byCount[chosen]);
            }
        }

        return byCount[n];
    }

    private List<int[]> Keep(List<int[]> sets) =>
        sets.DistinctBy(s => string.Join(',', s)).OrderBy(s => s.Length).Take(limit).ToList();

    private static int[] Merge(int[] a, int[] b)
    {
        var merged = new int[a.Length + b.Length];
        a.CopyTo(merged, 0);
        b.CopyTo(merged, a.Length);
        Array.Sort(merged);
        return merged;
    }
}
