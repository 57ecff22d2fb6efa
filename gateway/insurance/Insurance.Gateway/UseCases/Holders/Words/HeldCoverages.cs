namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>The coverages of a policy in plain words: what is insured, and what policy endorsements change later, with their days.</summary>
internal sealed class HeldCoverages(Policy policy, Product product, CoverState state, PlainWords words)
{
    private readonly CoverageWords _terms = new(words);
    private readonly TriggerWords _trigger = new(words);

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
                first, [words.Say(Text.InsuredFrom, words.Of(later[from].EffectiveAt), words.Of(first.SumInsured)), .. Changes(first, later[(from + 1)..])], null);
        }
    }

    private string Sum(CoveragePrice coverage) => words.Say(Text.UpTo, words.Of(coverage.SumInsured));

    private static CoveragePrice? Find(ScheduledCoverages ahead, string id) => ahead.Coverages.FirstOrDefault(coverage => coverage.CoverageId == id);

    private IEnumerable<string> Changes(CoveragePrice held, IEnumerable<ScheduledCoverages> later)
    {
        CoveragePrice? before = held;
        foreach (var ahead in later)
        {
            var next = Find(ahead, held.CoverageId);
            if (next is null && before is not null)
            {
                yield return words.Say(Text.NotInsuredFrom, words.Of(ahead.EffectiveAt));
            }
            else if (next is not null && !next.SumInsured.Equals(before?.SumInsured))
            {
                yield return words.Say(Text.UpToFrom, words.Of(ahead.EffectiveAt), words.Of(next.SumInsured));
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
            Terms = { sums, _terms.Terms(held, offered), TriggerTerms() },
            Left = limit?.Remaining is null ? "" : LeftWords(limit),
        };
    }

    private string LeftWords(CoverageLimit limit) => (limit.Remaining.MinorUnits, product.ParametricTrigger) switch
    {
        (0, { Monitoring: null }) when limit.Approved is { MinorUnits: > 0 } => words.Say(Text.LeftPaidAll),
        (0, { Monitoring: null }) => words.Say(Text.LeftCannotPay),
        (0, _) => words.Say(Text.LeftNothing),
        (_, { Monitoring: null }) => words.Say(Text.LeftCanStillPay, words.Of(limit.Remaining)),
        _ when state.Kind == CoverKind.Ended => words.Say(Text.LeftForEarlierLosses, words.Of(limit.Remaining)),
        _ => words.Say(Text.LeftForClaims, words.Of(limit.Remaining)),
    };

    private IEnumerable<string> TriggerTerms() =>
        product.ParametricTrigger is { } measured ? _trigger.Terms(measured, policy.ParametricSubject) : [];
}
