using Insurance.Cli.Consortium;

namespace Insurance.Cli.Rendering;

/// <summary>The roles of docs/use/roles.md, and which of them each kind of organization has people for.</summary>
internal static class Roles
{
    public const string Admin = "admin";
    public const string Underwriter = "underwriter";
    public const string Broker = "broker";
    public const string Finance = "finance";
    public const string ClaimsHandler = "claims-handler";
    public const string Oracle = "oracle";
    public const string Auditor = "auditor";

    /// <summary>Roles that the gateway of such an organization holds a ledger identity for.</summary>
    public static IReadOnlyList<string> OfGateway(OrganizationKind kind) => kind switch
    {
        OrganizationKind.Insurer => [Admin, Underwriter, Broker, Finance, ClaimsHandler, Oracle, Auditor],
        OrganizationKind.Reinsurer => [Admin, Oracle, Auditor],
        _ => [Admin, Auditor],
    };

    /// <summary>Roles of the organization's own staff and systems, each with a client certificate.</summary>
    public static IEnumerable<string> OfStaff(OrganizationKind kind) => OfGateway(kind).Where(role => role != Broker);
}
