namespace Fabric.Msp;

/// <summary>Fabric's signature policies: their language, evaluation and planning.</summary>
public static class SignaturePolicies
{
    /// <summary>Reads a policy in Fabric's language.</summary>
    /// <param name="text">
    /// <c>AND(…)</c>, <c>OR(…)</c> and <c>OutOf(n, …)</c> over principals in quotes, for instance
    /// <c>OutOf(2, 'A.peer', 'B.peer', 'C.peer')</c>; roles are member, client, peer, admin and orderer.
    /// </param>
    /// <remarks>
    /// The result has the bytes that Fabric's own tools produce. A principal that stands alone is understood too,
    /// as <see cref="Format(SignaturePolicyEnvelope)"/> writes it; Fabric's tools want <c>OR('A.peer')</c>.
    /// </remarks>
    /// <exception cref="FormatException">The text is not a policy; the message says where and why.</exception>
    public static SignaturePolicyEnvelope Parse(string text) => new SignaturePolicyParser(text).Parse();

    /// <summary>Writes a policy in Fabric's language.</summary>
    /// <param name="envelope">The policy.</param>
    /// <returns>Text that <see cref="Parse"/> reads, provided that every principal is a role.</returns>
    /// <exception cref="FormatException">The policy is not well-formed.</exception>
    public static string Format(SignaturePolicyEnvelope envelope)
    {
        var policy = Compile(envelope);
        return Format(policy, policy.Rule);
    }

    /// <summary>Decodes a policy for evaluation.</summary>
    /// <param name="envelope">The policy.</param>
    /// <exception cref="FormatException">The policy is not well-formed.</exception>
    public static CompiledSignaturePolicy Compile(SignaturePolicyEnvelope envelope) => new(envelope);

    /// <summary>The policy that any member of one of some organizations satisfies.</summary>
    /// <param name="mspIds">The organizations.</param>
    /// <param name="role">The role that their signer must have.</param>
    public static SignaturePolicyEnvelope AnyOf(
        IEnumerable<string> mspIds,
        MSPRole.Types.MSPRoleType role = MSPRole.Types.MSPRoleType.Member) => OutOf(1, mspIds, role);

    /// <summary>The policy that a number of organizations must satisfy together.</summary>
    /// <param name="count">How many organizations must sign.</param>
    /// <param name="mspIds">The organizations.</param>
    /// <param name="role">The role that their signer must have.</param>
    public static SignaturePolicyEnvelope OutOf(
        int count,
        IEnumerable<string> mspIds,
        MSPRole.Types.MSPRoleType role = MSPRole.Types.MSPRoleType.Member)
    {
        var group = new SignaturePolicy.Types.NOutOf { N = count };
        var envelope = new SignaturePolicyEnvelope { Rule = new SignaturePolicy { NOutOf = group } };
        foreach (var mspId in mspIds)
        {
            group.Rules.Add(new SignaturePolicy { SignedBy = envelope.Identities.Count });
            envelope.Identities.Add(IdentityPrincipal.Role(mspId, role));
        }

        return envelope;
    }

    /// <summary>Lists the smallest sets of organizations whose endorsements satisfy a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="isAvailable">Which organizations can be asked; all if absent.</param>
    /// <param name="limit">How many sets are kept at most; the smallest ones win.</param>
    /// <returns>The sets, fewest signatures first; empty if the policy cannot be satisfied.</returns>
    /// <remarks>
    /// Each is one that Fabric's evaluator takes (<see cref="CompiledSignaturePolicy"/>), which uses up every signer that it
    /// meets. Of <c>AND(OR('A.peer', 'B.peer'), 'B.peer')</c> that is two signers of B, and not A with B.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not positive.</exception>
    public static IReadOnlyList<EndorsementCombination> FindCombinations(
        CompiledSignaturePolicy policy,
        Predicate<string>? isAvailable = null,
        int limit = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return new EndorsementPlanner(
            policy, principal => isAvailable?.Invoke(principal.MspId!) ?? true, int.MaxValue, limit).PlanAccepted();
    }

    /// <summary>Lists the sets of organizations that Fabric's discovery plans for a policy, whether or not its evaluator takes them.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="isAvailable">Which principals an organization's peer matches; those of members and peers if absent.</param>
    /// <param name="peers">How many peers each organization has.</param>
    /// <param name="limit">How many sets are kept at most; the smallest ones win.</param>
    /// <returns>The sets, fewest signatures first; empty if discovery finds no combination of peers.</returns>
    /// <remarks>
    /// A transaction endorsed by a set that the evaluator refuses is ordered, and invalid: ENDORSEMENT_POLICY_FAILURE. A set is
    /// listed although a smaller one is: peers go through a single policy's sets in a random order.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="peers"/> or <paramref name="limit"/> is not positive.</exception>
    public static IReadOnlyList<EndorsementCombination> FindPlans(
        CompiledSignaturePolicy policy,
        Predicate<IdentityPrincipal>? isAvailable = null,
        int peers = 1,
        int limit = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(peers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return new EndorsementPlanner(policy, isAvailable ?? (principal => principal.IsOfEveryPeer), peers, limit).Plan();
    }

    /// <summary>Whether Fabric's evaluator takes the signatures of a set of peers.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="combination">How many peers of each organization sign.</param>
    public static bool Accepts(CompiledSignaturePolicy policy, EndorsementCombination combination) =>
        policy.WouldBeSatisfiedBy([.. combination.Signatures.SelectMany(signers => Enumerable.Repeat(
            IdentityPrincipal.From(IdentityPrincipal.Role(signers.Key, MSPRole.Types.MSPRoleType.Peer)), signers.Value))]);

    private static string Format(CompiledSignaturePolicy policy, SignaturePolicy rule)
    {
        if (rule.TypeCase == SignaturePolicy.TypeOneofCase.SignedBy)
        {
            return $"'{policy.Principals[rule.SignedBy].Text}'";
        }

        var n = rule.NOutOf.N;
        var rules = rule.NOutOf.Rules.Select(r => Format(policy, r)).ToList();
        if (n == 1 && rules.Count > 0)
        {
            return $"OR({string.Join(", ", rules)})";
        }

        return n == rules.Count && n > 0
            ? $"AND({string.Join(", ", rules)})"
            : $"OutOf({string.Join(", ", rules.Prepend(n.ToString(CultureInfo.InvariantCulture)))})";
    }
}
