namespace Insurance.Consortium.Description;

/// <summary>What a policy of the file may say.</summary>
internal sealed class PolicyCheck(IReadOnlyList<OrganizationDescription> organizations)
{
    /// <summary>The problem with an endorsement policy, or null.</summary>
    public string? Endorsement(string text) => Read(text, out var policy, out var mspIds)
        ?? Foreign(mspIds)
        ?? Regulators(mspIds)
        ?? EndorsementPlanCheck.Problem(policy!);

    /// <summary>The problem with the membership of a collection, or null.</summary>
    public string? Membership(string text) => Read(text, out var policy, out var mspIds)
        ?? Foreign(mspIds)
        ?? (IsAlternative(policy!.Rule) ? null : "the members of a collection are joined by OR alone, for example OR('AuroraMSP.member', 'SummitReMSP.member')");

    private static string? Read(string text, out SignaturePolicyEnvelope? policy, out IReadOnlyList<string> mspIds)
    {
        (policy, mspIds) = (null, []);
        try
        {
            policy = SignaturePolicies.Parse(text);
        }
        catch (FormatException exception)
        {
            return $"{exception.Message.TrimEnd('.')}; write for example OutOf(2, 'AuroraMSP.peer', 'SummitReMSP.peer')";
        }

        if (policy.Rule.TypeCase != SignaturePolicy.TypeOneofCase.NOutOf)
        {
            // Fabric's own tools do not take a principal that stands alone.
            return $"a policy begins with AND, OR or OutOf; write OR({text})";
        }

        mspIds = [.. policy.Identities.Select(principal => IdentityPrincipal.From(principal).MspId!).Distinct(StringComparer.Ordinal)];
        return null;
    }

    private string? Foreign(IReadOnlyList<string> mspIds)
    {
        string[] foreign = [.. mspIds.Where(mspId => organizations.All(organization => organization.MspId != mspId))];
        return foreign.Length switch
        {
            0 => null,
            1 => $"{foreign[0]} is no organization of this file",
            _ => $"{string.Join(", ", foreign)} are no organizations of this file",
        };
    }

    private string? Regulators(IReadOnlyList<string> mspIds)
    {
        string[] regulators = [.. mspIds.Where(mspId => organizations.Any(organization => organization.MspId == mspId && organization.Kind == OrganizationKind.Regulator))];
        return regulators.Length == 0 ? null : $"{string.Join(", ", regulators)} is a regulator and endorses nothing; leave it out";
    }

    private static bool IsAlternative(SignaturePolicy rule) => rule.TypeCase == SignaturePolicy.TypeOneofCase.SignedBy
        || (rule.NOutOf.N == 1 && rule.NOutOf.Rules.All(IsAlternative));
}
