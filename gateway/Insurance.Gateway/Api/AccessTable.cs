using Insurance.Gateway.Security;
using Insurance.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Insurance.Gateway.Api;

/// <summary>The declared access of every method of the public API. What is not here does not start.</summary>
public static class AccessTable
{
    private static readonly OrganizationKind[] Insurer = [OrganizationKind.Insurer];
    private static readonly OrganizationKind[] Trading = [OrganizationKind.Insurer, OrganizationKind.Reinsurer];
    private static readonly OrganizationKind[] Anyone =
        [OrganizationKind.Insurer, OrganizationKind.Reinsurer, OrganizationKind.Regulator];

    private static readonly string[] Overseers = [Roles.Admin, Roles.Underwriter, Roles.ClaimsHandler, Roles.Auditor];

    /// <summary>The rules; their source is docs/roles.md.</summary>
    public static IReadOnlyList<MethodRule> Rules { get; } =
    [
        Write("Consortium/InitializeConsortium", Trading, Roles.Admin),
        Read("Consortium/GetRegistry"),

        Write("Products/DraftProduct", Insurer, Roles.Underwriter),
        Write("Products/OpenProduct", Insurer, Roles.Underwriter),
        Write("Products/PublishProduct", Insurer, Roles.Underwriter),
        Write("Products/WithdrawProduct", Insurer, Roles.Underwriter),
        Read("Products/GetProduct"),
        Read("Products/ListProducts"),

        Write("Parties/RegisterParty", Insurer, Roles.Underwriter, Roles.Broker),
        Write("Parties/AssignParty", Insurer, Roles.Underwriter),
        Write("Parties/CorrectParty", Insurer, Roles.Underwriter, Roles.ClaimsHandler),
        Write("Parties/EraseParty", Insurer, Roles.Admin),
        Read("Parties/GetParty"),
        new("insurance.v1.Parties/GetPersonalData", Writes: false, Insurer, [Roles.Underwriter, Roles.ClaimsHandler]),
        Read("Parties/VerifyPersonalData"),
        Write("Parties/RecordConsent", Insurer, Roles.Underwriter),
        Write("Parties/WithdrawConsent", Insurer, Roles.Underwriter, Roles.ClaimsHandler),
        new("insurance.v1.Parties/ListConsents", Writes: false, Anyone, Overseers),
        new("insurance.v1.Parties/ListAccesses", Writes: false, Anyone, Overseers),

        Write("Quotes/RequestQuote", Insurer, Roles.Underwriter, Roles.Broker),
        Read("Quotes/GetQuote"),

        Write("Policies/BindPolicy", Insurer, Roles.Underwriter, Roles.Broker),
        Write("Policies/SellPolicies", Insurer, Roles.Underwriter, Roles.Broker),
        Write("Policies/RecordPremiumPayment", Insurer, Roles.Finance),
        Write("Policies/LapsePolicy", Insurer, Roles.Finance),
        Write("Policies/ReinstatePolicy", Insurer, Roles.Underwriter),
        Write("Policies/ChangePolicy", Insurer, Roles.Underwriter),
        Write("Policies/CancelPolicy", Insurer, Roles.Underwriter),
        Write("Policies/ExpirePolicy", Insurer, Roles.Underwriter),
        Write("Policies/RecordRefundPayment", Insurer, Roles.Finance),
        Read("Policies/GetPolicy"),
        Read("Policies/ListPolicies"),

        Write("Claims/SubmitClaim", Insurer, Roles.ClaimsHandler, Roles.Broker),
        Write("Claims/AddEvidence", Insurer, Roles.ClaimsHandler, Roles.Broker),
        Write("Claims/ConfirmEvidence", Insurer, Roles.ClaimsHandler),
        Write("Claims/ReferClaim", Insurer, Roles.ClaimsHandler),
        Write("Claims/DecideClaim", Insurer, Roles.ClaimsHandler),
        Write("Claims/ConfirmClaim", Insurer, Roles.ClaimsHandler),
        Write("Claims/AppealClaim", Insurer, Roles.ClaimsHandler, Roles.Broker),
        Write("Claims/DecideAppeal", Insurer, Roles.ClaimsHandler),
        Write("Claims/ReopenClaim", Insurer, Roles.ClaimsHandler),
        Write("Claims/CloseClaim", Insurer, Roles.ClaimsHandler),
        Write("Claims/SetReserve", Insurer, Roles.ClaimsHandler),
        Write("Claims/PayClaim", Insurer, Roles.Finance),
        Write("Claims/RecordRecovery", Insurer, Roles.Finance),
        Read("Claims/GetClaim"),
        Read("Claims/ListClaims"),

        Write("Oracles/RegisterOracle", Trading, Roles.Admin),
        Write("Oracles/RevokeOracle", Trading, Roles.Admin),
        Read("Oracles/GetOracle"),
        Write("Oracles/PublishReading", Trading, Roles.Oracle),
        Write("Oracles/PublishReadings", Trading, Roles.Oracle),
        Read("Oracles/GetReading"),
        Read("Oracles/ListObservations"),
        Write("Oracles/DetermineIndex", Insurer, Roles.ClaimsHandler),
        Read("Oracles/GetDetermination"),
        new("insurance.v1.Oracles/ListSubjects", Writes: false, Insurer, [Roles.Underwriter, Roles.ClaimsHandler, Roles.Admin, Roles.Auditor]),
        Write("Oracles/SettleEvent", Insurer, Roles.ClaimsHandler),
        new("insurance.v1.Oracles/PlanSettlement", Writes: false, Insurer, [Roles.ClaimsHandler]),

        Read("Ledger/GetHistory"),
        Read("Ledger/VerifyTransaction"),
        Read("Ledger/GetLedgerInfo"),
        Read("Ledger/VerifyDocument"),
        new("insurance.v1.Ledger/ExportAudit", Writes: false, Anyone, [Roles.Auditor, Roles.Admin]),

        Read("Events/Subscribe"),

        Staff("Holders/IssueHolderToken", Roles.Underwriter, Roles.ClaimsHandler),
        Staff("Holders/RevokeHolderToken", Roles.Underwriter, Roles.ClaimsHandler, Roles.Admin),
        Staff("Holders/ListHolderTokens", Roles.Underwriter, Roles.ClaimsHandler, Roles.Admin, Roles.Auditor),
        new("insurance.v1.Holders/GetHolderView", Writes: false, Insurer, [Roles.Holder])
        {
            SignedBy = [Roles.Auditor, Roles.ClaimsHandler, Roles.Underwriter, Roles.Finance, Roles.Admin],
        },
    ];

    /// <summary>The services of the public API.</summary>
    public static IReadOnlyList<ServiceDescriptor> Services { get; } =
    [
        .. ConsortiumReflection.Descriptor.Services,
        .. ProductsReflection.Descriptor.Services,
        .. PartiesReflection.Descriptor.Services,
        .. QuotesReflection.Descriptor.Services,
        .. PoliciesReflection.Descriptor.Services,
        .. ClaimsReflection.Descriptor.Services,
        .. OraclesReflection.Descriptor.Services,
        .. LedgerReflection.Descriptor.Services,
        .. EventsReflection.Descriptor.Services,
        .. HolderReflection.Descriptor.Services,
    ];

    private static MethodRule Write(string path, OrganizationKind[] kinds, params string[] roles) =>
        new("insurance.v1." + path, Writes: true, kinds, roles);

    // What the gateway alone keeps: nothing of it is on the ledger.
    private static MethodRule Staff(string path, params string[] roles) =>
        new("insurance.v1." + path, Writes: false, Insurer, roles);

    private static MethodRule Read(string path) => new("insurance.v1." + path, Writes: false, Anyone, Roles.All);
}
