namespace Fabric.Msp;

/// <summary>A signature policy decoded once, to be evaluated many times.</summary>
/// <remarks>
/// Immutable and safe for concurrent use. Evaluation is Fabric's: each identity counts once; rules are
/// tried in their order; each leaf takes the first identity, not taken yet, that matches; and a group of
/// rules keeps what its satisfied rules took. There is no search for a better assignment.
/// </remarks>
public sealed class CompiledSignaturePolicy
{
    // Deeper nesting has no use and would let a hostile policy exhaust the stack.
    private const int DeepestNesting = 64;

    private readonly SignaturePolicy _rule;

    internal CompiledSignaturePolicy(SignaturePolicyEnvelope envelope)
    {
        if (envelope.Version != 0)
        {
            throw new FormatException($"Signature policies of version {envelope.Version} are not known.");
        }

        Principals = envelope.Identities.Select(IdentityPrincipal.OfPolicy).ToArray();
        _rule = envelope.Rule ?? throw new FormatException("The signature policy has no rule.");
        Check(_rule, 0);
    }

    /// <summary>The principals that the rule's leaves refer to, by position.</summary>
    public IReadOnlyList<IdentityPrincipal> Principals { get; }

    internal SignaturePolicy Rule => _rule;

    /// <summary>Whether a set of signers satisfies the policy.</summary>
    /// <param name="signers">Identities whose signatures have been verified; repeated ones count once.</param>
    public bool IsSatisfiedBy(IReadOnlyList<VerifiedIdentity> signers)
    {
        return Evaluate(new VerifiedSigners(Distinct(signers)));
    }

    /// <summary>Whether signers that nobody has seen yet, one for each of some principals, satisfy the policy.</summary>
    internal bool WouldBeSatisfiedBy(IReadOnlyList<IdentityPrincipal> planned) => Evaluate(new PlannedSigners(planned));

    private bool Evaluate<TSigners>(TSigners signers)
        where TSigners : struct, ISigners
    {
        Span<bool> used = signers.Count <= 64 ? stackalloc bool[signers.Count] : new bool[signers.Count];
        return Evaluate(_rule, signers, used);
    }

    private static IReadOnlyList<VerifiedIdentity> Distinct(IReadOnlyList<VerifiedIdentity> signers)
    {
        for (var i = 1; i < signers.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (signers[i].Equals(signers[j]))
                {
                    return signers.Distinct().ToArray();
                }
            }
        }

        return signers;
    }

    private bool Evaluate<TSigners>(SignaturePolicy rule, TSigners signers, Span<bool> used)
        where TSigners : struct, ISigners
    {
        if (rule.TypeCase == SignaturePolicy.TypeOneofCase.SignedBy)
        {
            var principal = Principals[rule.SignedBy];
            for (var i = 0; i < signers.Count; i++)
            {
                if (!used[i] && signers.Match(i, principal))
                {
                    used[i] = true;
                    return true;
                }
            }

            return false;
        }

        return EvaluateGroup(rule.NOutOf, signers, used);
    }

    private bool EvaluateGroup<TSigners>(SignaturePolicy.Types.NOutOf group, TSigners signers, Span<bool> used)
        where TSigners : struct, ISigners
    {
        var satisfied = 0;
        Span<bool> trial = used.Length <= 64 ? stackalloc bool[used.Length] : new bool[used.Length];
        foreach (var rule in group.Rules)
        {
            used.CopyTo(trial);
            if (Evaluate(rule, signers, trial))
            {
                satisfied++;
                trial.CopyTo(used);
            }
        }

        return satisfied >= group.N;
    }

    private void Check(SignaturePolicy rule, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new FormatException($"The signature policy is nested deeper than {DeepestNesting} levels.");
        }

        switch (rule.TypeCase)
        {
            case SignaturePolicy.TypeOneofCase.SignedBy when rule.SignedBy < 0 || rule.SignedBy >= Principals.Count:
                throw new FormatException($"The signature policy refers to principal {rule.SignedBy}, but names {Principals.Count}.");
            case SignaturePolicy.TypeOneofCase.SignedBy:
                break;
            case SignaturePolicy.TypeOneofCase.NOutOf:
                foreach (var inner in rule.NOutOf.Rules)
                {
                    Check(inner, depth + 1);
                }

                break;
            default:
                throw new FormatException("The signature policy has an empty rule.");
        }
    }
}
