namespace Generate;

/// <summary>A row of the chaincode's table.</summary>
/// <param name="Name">The transaction's name.</param>
/// <param name="Submits">It writes.</param>
/// <param name="Kinds">The kinds of organization that may call it.</param>
/// <param name="Roles">The roles that may call it, in the order of the protos; those of every certificate: empty.</param>
/// <param name="Answer">The message of the chaincode's answer.</param>
internal sealed record LedgerTransaction(string Name, bool Submits, IReadOnlyList<OrganizationKind> Kinds, IReadOnlyList<Role> Roles, string Answer)
{
    // What gateways run by themselves while they answer methods of the API; no caller can name one.
    private static readonly LedgerTransaction[] OfGateways =
    [
        new("StorePersonalData", true, [OrganizationKind.Insurer], [Role.Underwriter, Role.Broker, Role.ClaimsHandler], nameof(Party)) { IsConfidential = true },
        new("RecordAccess", true, [OrganizationKind.Insurer], [Role.Underwriter, Role.ClaimsHandler], nameof(Access)),
        new("PurgePersonalData", true, [OrganizationKind.Insurer], [Role.Admin, Role.Underwriter, Role.ClaimsHandler], nameof(Party)) { IsConfidential = true },
        new("HoldsPersonalData", false, [OrganizationKind.Insurer], [], nameof(HoldsPersonalDataResponse)),
    ];

    // What the gateway makes of the chaincode's answer, and the answer.
    private static readonly Dictionary<string, string> MadeByTheGateway = new(StringComparer.Ordinal) { [nameof(DisclosedPersonalData)] = nameof(SealedPersonalData) };

    /// <summary>It writes to a private collection and nothing else.</summary>
    public bool IsConfidential { get; private init; }

    /// <summary>The message that it takes.</summary>
    public string Request => Name + "Request";

    /// <summary>Whether any role of a certificate may call it.</summary>
    public bool IsOfEveryRole => Roles.Count == 0;

    /// <summary>Whether it is a read that every member and every role may run.</summary>
    public bool IsOpen => !Submits && IsOfEveryRole && Kinds.Count == AccessTable.EveryKind.Count;

    /// <summary>All, those of the API first, in its order.</summary>
    public static IReadOnlyList<LedgerTransaction> All() =>
    [
        .. AccessTable.Services.SelectMany(service => service.Methods).Where(method => Rule(method).Effect != Effect.Gateway).Select(Of),
        .. OfGateways,
    ];

    /// <summary>The methods that no transaction stands behind and that not every caller may call.</summary>
    public static IReadOnlyList<LedgerTransaction> OfTheGatewayAlone() =>
    [
        .. AccessTable.Services.SelectMany(service => service.Methods)
            .Where(method => Rule(method) is { Effect: Effect.Gateway }).Select(Of).Where(method => !method.IsOpen),
    ];

    /// <summary>Whether the gateway alone answers a method.</summary>
    public static bool OfGateway(string method) =>
        AccessTable.Services.SelectMany(service => service.Methods).Where(other => other.FullName == method).Any(other => Rule(other).Effect == Effect.Gateway);

    private static LedgerTransaction Of(MethodDescriptor method)
    {
        var rule = Rule(method);
        return new(method.Name, rule.Effect == Effect.Submits, rule.Kinds.Count > 0 ? [.. rule.Kinds] : AccessTable.EveryKind, [.. rule.Roles],
            MadeByTheGateway.GetValueOrDefault(method.OutputType.Name, method.OutputType.Name));
    }

    private static AccessRule Rule(MethodDescriptor method) =>
        method.GetOptions()?.GetExtension(OptionsExtensions.Access) ?? throw new InvalidOperationException($"{method.FullName} has no option (access)");
}
