namespace Insurance.Api;

/// <summary>What organizations of a kind do and others do not. A new kind is a value of the proto's enum and a row here.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">As settings and consortium.yaml have it.</param>
/// <param name="WithArticle">As a sentence has one of them.</param>
/// <param name="Writes">Submits transactions to the channel.</param>
/// <param name="Endorses">Counts among those who endorse the change of another's record.</param>
/// <param name="HoldsRecords">Has a book of its own, with products, persons, policies and claims, and pages for its holders.</param>
/// <param name="GatewayRoles">The roles that its gateway has a ledger identity for.</param>
public sealed record KindCapabilities(
    OrganizationKind Kind, string Name, string WithArticle, bool Writes, bool Endorses, bool HoldsRecords, IReadOnlyList<string> GatewayRoles)
{
    /// <summary>Every kind, as the proto's enum has them.</summary>
    public static IReadOnlyList<KindCapabilities> All { get; } =
    [
        new(OrganizationKind.Insurer, "insurer", "an insurer", Writes: true, Endorses: true, HoldsRecords: true,
            [Roles.Admin, Roles.Underwriter, Roles.Broker, Roles.Finance, Roles.ClaimsHandler, Roles.Oracle, Roles.Auditor]),
        new(OrganizationKind.Reinsurer, "reinsurer", "a reinsurer", Writes: true, Endorses: true, HoldsRecords: false,
            [Roles.Admin, Roles.Oracle, Roles.Auditor]),
        new(OrganizationKind.Regulator, "regulator", "a regulator", Writes: false, Endorses: false, HoldsRecords: false,
            [Roles.Admin, Roles.Auditor]),
    ];

    /// <summary>The names, as a sentence asks for one of them: <c>insurer, reinsurer or regulator</c>.</summary>
    public static string AnyName => string.Join(", ", All.SkipLast(1).Select(kind => kind.Name)) + " or " + All[^1].Name;

    /// <summary>The roles of the organization's own staff and systems.</summary>
    public IEnumerable<string> StaffRoles => GatewayRoles.Where(role => role != Roles.Broker);

    /// <summary>Null: no kind has this name.</summary>
    public static KindCapabilities? Named(string name) => All.FirstOrDefault(kind => kind.Name == name);
}

/// <summary>From a kind to what it does.</summary>
public static class KindCapabilitiesExtensions
{
    private static readonly KindCapabilities Nothing = new(OrganizationKind.Unspecified, "unspecified", "this organization", Writes: false, Endorses: false, HoldsRecords: false, []);

    /// <summary>The row of the table; of an unspecified kind one that does nothing.</summary>
    public static KindCapabilities Can(this OrganizationKind kind) => KindCapabilities.All.FirstOrDefault(row => row.Kind == kind) ?? Nothing;
}
