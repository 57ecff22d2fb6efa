namespace Fabric.Msp;

/// <summary>Enumerates the multisets of organizations that can satisfy a policy.</summary>
/// <param name="policy">The policy.</param>
/// <param name="isAvailable">Whether somebody who matches can be asked.</param>
/// <param name="peers">How many signers of one organization there are at most.</param>
/// <param name="limit">How many sets are kept at most.</param>
internal sealed class EndorsementPlanner(
    CompiledSignaturePolicy policy, Predicate<IdentityPrincipal> isAvailable, int peers, int limit)
{
    // Where overlapping rules let the evaluator refuse set after set, the search for larger ones has an end.
    private const int TriedSets = 20;

    /// <summary>By the rules' meaning alone, as Fabric's discovery derives them: of one policy it drops no set for a smaller one.</summary>
    public IReadOnlyList<EndorsementCombination> Plan() =>
        Describe(Combine(policy.Rule).Select(Count).DistinctBy(c => string.Join(',', c)).ToList());

    /// <summary>Only those that Fabric's evaluator takes; where it wants more signers than the rules mean, with these.</summary>
    public IReadOnlyList<EndorsementCombination> PlanAccepted()
    {
        var (rank, leaves) = Mentions();
        var accepted = new List<int[]>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new PriorityQueue<int[], int>();
        void Try(int[] set)
        {
            if (seen.Count < (long)limit * TriedSets && seen.Add(string.Join(',', set)))
            {
                waiting.Enqueue(set, set.Length);
            }
        }

        Combine(policy.Rule).ForEach(Try);
        while (accepted.Count < limit && waiting.TryDequeue(out var set, out _))
        {
            if (policy.WouldBeSatisfiedBy(set.OrderBy(p => rank[p]).Select(p => policy.Principals[p]).ToArray()))
            {
                accepted.Add(set);
                continue;
            }

            foreach (var more in rank.Keys.Where(p => set.Length < leaves && IsAvailable(p)))
            {
                if (Merge(set, [more]) is { } larger)
                {
                    Try(larger);
                }
            }
        }

        return Describe(Smallest(accepted.Select(Count).ToList(), Covers));
    }

    private List<EndorsementCombination> Describe(List<SortedDictionary<string, int>> sets) => sets
        .Select(c => new EndorsementCombination(c))
        .OrderBy(c => c.Total)
        .ThenBy(c => c.ToString(), StringComparer.Ordinal)
        .Take(limit)
        .ToList();

    /// <summary>The principals in the order in which the evaluator meets them, and how often it meets one.</summary>
    private (Dictionary<int, int> Ranks, int Leaves) Mentions()
    {
        var ranks = new Dictionary<int, int>();
        var leaves = 0;
        void Visit(SignaturePolicy rule)
        {
            if (rule.TypeCase == SignaturePolicy.TypeOneofCase.SignedBy)
            {
                ranks.TryAdd(rule.SignedBy, ranks.Count);
                leaves++;
                return;
            }

            foreach (var inner in rule.NOutOf.Rules)
            {
                Visit(inner);
            }
        }

        Visit(policy.Rule);
        return (ranks, leaves);
    }

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

    private SortedDictionary<string, int> Count(int[] principals)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var principal in principals)
        {
            var mspId = policy.Principals[principal].MspId!;
            counts[mspId] = counts.GetValueOrDefault(mspId) + 1;
        }

        return counts;
    }

    private bool IsAvailable(int principal) =>
        policy.Principals[principal] is { MspId: not null } known && isAvailable(known);

    /// <summary>Sets of principals, each a sorted list of positions, that satisfy a rule.</summary>
    private List<int[]> Combine(SignaturePolicy rule)
    {
        if (rule.TypeCase == SignaturePolicy.TypeOneofCase.SignedBy)
        {
            return IsAvailable(rule.SignedBy) ? [[rule.SignedBy]] : [];
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
                    byCount[chosen].AddRange(alternative.Select(a => Merge(before, a)).OfType<int[]>());
                }

                byCount[chosen] = Keep(byCount[chosen]);
            }
        }

        return byCount[n];
    }

    private List<int[]> Keep(List<int[]> sets) =>
        sets.DistinctBy(s => string.Join(',', s)).OrderBy(s => s.Length).Take(limit).ToList();

    /// <returns>Null where it would take more signers of an organization than there are.</returns>
    private int[]? Merge(int[] a, int[] b)
    {
        var merged = new int[a.Length + b.Length];
        a.CopyTo(merged, 0);
        b.CopyTo(merged, a.Length);
        Array.Sort(merged);
        return peers >= merged.Length || merged.CountBy(p => policy.Principals[p].MspId!).All(c => c.Value <= peers) ? merged : null;
    }
}
