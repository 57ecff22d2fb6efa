namespace Insurance.Api;

/// <summary>Who may call one method.</summary>
/// <param name="Path">Service and method as in a gRPC path without the leading slash.</param>
/// <param name="Effect">What it does with the ledger.</param>
/// <param name="Kinds">The kinds of organization whose gateway offers it.</param>
/// <param name="Roles">The roles that may call it; the order decides which identity signs for a caller with several.</param>
public sealed record MethodRule(
    string Path,
    Effect Effect,
    IReadOnlyList<OrganizationKind> Kinds,
    IReadOnlyList<string> Roles)
{
    /// <summary>True: it changes the ledger.</summary>
    public bool Writes => Effect == Effect.Submits;

    /// <summary>The record that a broker's request is about; UNSPECIFIED: no single one.</summary>
    public BrokerRecord BrokerSees { get; init; }

    /// <summary>True: the caller is known by a holder's token and by nothing else.</summary>
    public bool ByToken => SignedBy is not null;

    /// <summary>Whose identity asks the ledger for a caller without one of its own; <c>null</c>: that of the caller's role.</summary>
    public IReadOnlyList<string>? SignedBy { get; init; }
}
