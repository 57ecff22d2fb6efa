namespace Insurance.Api;

/// <summary>The values of the certificate attribute <c>role</c>.</summary>
public static class Roles
{
    /// <summary>Publishes products, quotes, binds.</summary>
    public const string Underwriter = "underwriter";

    /// <summary>A partner that sells for the insurer and sees its own book only.</summary>
    public const string Broker = "broker";

    /// <summary>Submits and decides claims.</summary>
    public const string ClaimsHandler = "claims-handler";

    /// <summary>Records premiums and pays claims.</summary>
    public const string Finance = "finance";

    /// <summary>Initializes the consortium and registers oracles.</summary>
    public const string Admin = "admin";

    /// <summary>Relays signed readings.</summary>
    public const string Oracle = "oracle";

    /// <summary>Reads.</summary>
    public const string Auditor = "auditor";

    /// <summary>A policyholder with a token. No certificate gives this role.</summary>
    public const string Holder = "holder";

    /// <summary>Every role that a certificate can give.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Underwriter, Broker, ClaimsHandler, Finance, Admin, Oracle, Auditor];

    /// <summary>The value of the attribute for a role of the protos.</summary>
    public static string NameOf(Role role) => role switch
    {
        Role.Admin => Admin,
        Role.Underwriter => Underwriter,
        Role.Broker => Broker,
        Role.Finance => Finance,
        Role.ClaimsHandler => ClaimsHandler,
        Role.Oracle => Oracle,
        Role.Auditor => Auditor,
        Role.Holder => Holder,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "an access rule names no role"),
    };
}
