using Insurance.V1;
using static Insurance.Gateway.Holder.PlainWords;

namespace Insurance.Gateway.Holder;

/// <summary>The coverages of a policy in plain words: what is insured, and what policy endorsements change later, with their days.</summary>
internal sealed class HeldCoverages(Policy policy, Product product, CoverState state)
{
    public IEnumerable<HolderCoverage> List()
    {
        var held = At(state.Moment);
        var later = policy.ScheduledCoverages.Where(ahead => ahead.EffectiveAt.ToDateTimeOffset() > state.Moment).ToList();
        foreach (var coverage in held)
        {
            yield return Coverage(coverage, [Sum(coverage), .. Changes(coverage, later)], policy.Limits.FirstOrDefault(limit => limit.CoverageId == coverage.CoverageId));
        }

        // What is insured only from later on.
        foreach (var id in later.SelectMany(ahead => ahead.Coverages).Select(coverage => coverage.CoverageId)
            .Distinct().Where(id => held.All(coverage => coverage.CoverageId != id)))
        {
            var from = later.FindIndex(ahead => Find(ahead, id) is not null);
            var first = Find(later[from], id)!;
            yield return Coverage(
                first, [$"Insured from {Of(later[from].EffectiveAt)} on, up to {Of(first.SumInsured)}.", .. Changes(first, later[(from + 1)..])], null);
        }
    }

    private static string Sum(CoveragePrice coverage) => $"Up to {Of(coverage.SumInsured)}.";

    private static CoveragePrice? Find(ScheduledCoverages ahead, string id) => ahead.Coverages.FirstOrDefault(coverage => coverage.CoverageId == id);

    private static IEnumerable<string> Changes(CoveragePrice held, IEnumerable<ScheduledCoverages> later)
    {
        CoveragePrice? before = held;
        foreach (var ahead in later)
        {
            var next = Find(ahead, held.CoverageId);
            if (next is null && before is not null)
            {
                yield return $"From {Of(ahead.EffectiveAt)} on it is not insured any more.";
            }
            else if (next is not null && !next.SumInsured.Equals(before?.SumInsured))
            {
                yield return $"From {Of(ahead.EffectiveAt)} on up to {Of(next.SumInsured)}.";
            }

            before = next;
        }
    }

    private IReadOnlyList<CoveragePrice> At(DateTimeOffset moment) =>
        policy.Changes.FirstOrDefault(change => moment < change.EffectiveAt.ToDateTimeOffset())?.CoveragesBefore ?? policy.Coverages;

    private HolderCoverage Coverage(CoveragePrice held, IEnumerable<string> sums, CoverageLimit? limit)
    {
        var offered = product.Coverages.FirstOrDefault(coverage => coverage.CoverageId == held.CoverageId);
        return new HolderCoverage
        {
            CoverageId = held.CoverageId,
            Name = offered?.Name ?? held.CoverageId,
            SumInsured = held.SumInsured,
            Remaining = limit?.Remaining,
            Terms = { sums, CoverageWords.Terms(held, offered), TriggerTerms() },
            Left = limit?.Remaining is null ? "" : LeftWords(limit),
        };
    }

    private string LeftWords(CoverageLimit limit) => (limit.Remaining.MinorUnits, product.ParametricTrigger) switch
    {
        (0, { Monitoring: null }) when limit.Approved is { MinorUnits: > 0 } => "It has paid what it can pay; nothing is left.",
        (0, { Monitoring: null }) => "It cannot pay anything any more.",
        (0, _) => "Nothing is left for claims.",
        (_, { Monitoring: null }) => $"It can still pay up to {Of(limit.Remaining)}.",
        _ when state.Kind == CoverKind.Ended => $"{Of(limit.Remaining)} are left for claims for losses before that.",
        _ => $"{Of(limit.Remaining)} are left for claims.",
    };

    private IEnumerable<string> TriggerTerms() =>
        product.ParametricTrigger is { } trigger ? TriggerWords.Terms(trigger, policy.ParametricSubject) : [];
}
