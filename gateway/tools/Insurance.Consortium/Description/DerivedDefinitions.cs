namespace Insurance.Consortium.Description;

/// <summary>
/// The endorsement policy and the collections that follow from who the members are, so that adding an organization is adding
/// its block and nothing else. The names are those that the chaincode writes to.
/// </summary>
internal static class DerivedDefinitions
{
    /// <summary>Any two members that are not regulators.</summary>
    public static string EndorsementPolicy(IEnumerable<OrganizationDescription> organizations) =>
        $"OutOf(2, {Principals(organizations.Where(organization => organization.Kind.Can().Endorses), "peer")})";

    /// <summary>Personal data of each insurer for itself; treaties between each insurer and each reinsurer, which a regulator reads too.</summary>
    public static IReadOnlyList<CollectionDescription> Collections(IReadOnlyList<OrganizationDescription> organizations)
    {
        var insurers = Of(organizations, OrganizationKind.Insurer);
        var reinsurers = Of(organizations, OrganizationKind.Reinsurer);
        var regulators = Of(organizations, OrganizationKind.Regulator);
        return
        [
            .. insurers.Select(insurer => Personal(insurer)),
            .. insurers.SelectMany(cedent => reinsurers.Select(reinsurer => Treaty(cedent, reinsurer, regulators))),
        ];
    }

    private static CollectionDescription Personal(OrganizationDescription insurer) => new(
        $"pii_{insurer.MspId}",
        $"OR({Principals([insurer], "member")})",
        $"OR({Principals([insurer], "peer")})",
        RequiredPeerCount: 0,
        MaxPeerCount: 1,
        MemberOnlyRead: true,
        MemberOnlyWrite: true,
        BlockToLive: 0);

    private static CollectionDescription Treaty(
        OrganizationDescription cedent,
        OrganizationDescription reinsurer,
        IReadOnlyList<OrganizationDescription> regulators) => new(
        $"treaty_{cedent.MspId}_{reinsurer.MspId}",
        $"OR({Principals([cedent, reinsurer, .. regulators], "member")})",
        $"AND({Principals([cedent, reinsurer], "peer")})",
        RequiredPeerCount: 0,
        MaxPeerCount: 1 + regulators.Count,
        MemberOnlyRead: true,
        MemberOnlyWrite: true,
        BlockToLive: 0);

    private static OrganizationDescription[] Of(IEnumerable<OrganizationDescription> organizations, OrganizationKind kind) =>
        [.. organizations.Where(organization => organization.Kind == kind)];

    private static string Principals(IEnumerable<OrganizationDescription> organizations, string role) =>
        string.Join(", ", organizations.Select(organization => $"'{organization.MspId}.{role}'"));
}
