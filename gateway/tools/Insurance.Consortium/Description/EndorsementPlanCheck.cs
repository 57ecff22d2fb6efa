namespace Insurance.Consortium.Description;

/// <summary>Whether transactions that peers endorse by a policy will be valid by it, with one peer of each organization.</summary>
/// <remarks>
/// Fabric plans by what the rules mean and judges by an evaluator that uses up each signer it meets. Where rules overlap, what was
/// planned, endorsed and ordered may so be invalid, every time or by chance: a channel whose first transaction is one cannot start.
/// </remarks>
internal static class EndorsementPlanCheck
{
    private const int MostOrders = 5_000;
    private const int MostAlternatives = 12;

    /// <summary>The problem with the policy and what to write instead, or null.</summary>
    public static string? Problem(SignaturePolicyEnvelope policy)
    {
        var compiled = SignaturePolicies.Compile(policy);
        var plans = SignaturePolicies.FindPlans(compiled);
        if (plans.Count == 0)
        {
            return "ENDORSEMENT_POLICY_UNSATISFIABLE: nobody's signatures would do; each organization has one peer, which signs once and as peer or member";
        }

        var refused = plans.Where(plan => !SignaturePolicies.Accepts(compiled, plan)).ToList();
        if (refused.Count == 0)
        {
            return null;
        }

        var why = $"Fabric counts a signature for the first rule that it fits, so that {refused[0]} leave a later rule without one; {Remedy(policy, plans)}";
        return refused.Count == plans.Count
            ? $"ENDORSEMENT_POLICY_UNSATISFIABLE: no transaction would ever be valid: {why}"
            : $"ENDORSEMENT_POLICY_UNRELIABLE: transactions would be invalid by chance: {why}";
    }

    private static string Remedy(SignaturePolicyEnvelope policy, IReadOnlyList<EndorsementCombination> plans)
    {
        var reordered = Orders(policy.Rule).Take(MostOrders)
            .Select(rule => Text(policy, rule))
            .FirstOrDefault(text => Works(SignaturePolicies.Compile(SignaturePolicies.Parse(text))));
        return reordered is not null ? $"write {reordered}"
            : plans.Count <= MostAlternatives ? $"write {Alternatives(plans)}"
            : "write it without naming an organization in two rules";
    }

    private static bool Works(CompiledSignaturePolicy policy) =>
        SignaturePolicies.FindPlans(policy) is { Count: > 0 } plans && plans.All(plan => SignaturePolicies.Accepts(policy, plan));

    private static string Text(SignaturePolicyEnvelope policy, SignaturePolicy rule)
    {
        var reordered = policy.Clone();
        reordered.Rule = rule;
        return SignaturePolicies.Format(reordered);
    }

    private static string Alternatives(IReadOnlyList<EndorsementCombination> plans)
    {
        var texts = plans.Where(plan => !plans.Any(other => other != plan && other.Signatures.Keys.All(plan.Signatures.ContainsKey)))
            .Select(plan => plan.Signatures.Keys.Select(mspId => $"'{mspId}.peer'").ToList())
            .Select(peers => peers.Count == 1 ? peers[0] : $"AND({string.Join(", ", peers)})").ToList();
        return texts is [var only] && only.StartsWith("AND", StringComparison.Ordinal) ? only : $"OR({string.Join(", ", texts)})";
    }

    /// <summary>The rule with its parts in every order, those with the fewest principals first to begin with.</summary>
    private static IEnumerable<SignaturePolicy> Orders(SignaturePolicy rule)
    {
        if (rule.TypeCase == SignaturePolicy.TypeOneofCase.SignedBy)
        {
            return [rule];
        }

        return Permutations([.. rule.NOutOf.Rules.OrderBy(Principals)])
            .SelectMany(Choices)
            .Select(rules => new SignaturePolicy { NOutOf = new SignaturePolicy.Types.NOutOf { N = rule.NOutOf.N, Rules = { rules } } });
    }

    private static IEnumerable<SignaturePolicy[]> Choices(SignaturePolicy[] rules) => rules.Aggregate(
        (IEnumerable<SignaturePolicy[]>)[[]],
        (chosen, rule) => chosen.SelectMany(before => Orders(rule).Select(order => (SignaturePolicy[])[.. before, order])));

    private static IEnumerable<SignaturePolicy[]> Permutations(SignaturePolicy[] rules) => rules.Length == 0
        ? [[]]
        : rules.SelectMany((first, i) => Permutations([.. rules[..i], .. rules[(i + 1)..]]).Select(rest => (SignaturePolicy[])[first, .. rest]));

    private static int Principals(SignaturePolicy rule) =>
        rule.TypeCase == SignaturePolicy.TypeOneofCase.SignedBy ? 1 : rule.NOutOf.Rules.Sum(Principals);
}
