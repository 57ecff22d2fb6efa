namespace Insurance.Consortium.Callers;

/// <summary>One who may call, or could once.</summary>
/// <param name="Organization">MSP id of the organization whose gateway it is.</param>
/// <param name="Name">What <c>--as</c> takes.</param>
/// <param name="Actor">The name that the ledger records.</param>
/// <param name="Roles">What the caller may do.</param>
/// <param name="Broker">The broker whose business it is for; null: the organization's own.</param>
/// <param name="ValidUntil">When the certificate ends.</param>
/// <param name="State">Whether the gateway lets it in.</param>
/// <param name="Certificate">File of the certificate.</param>
/// <param name="Key">File of its private key.</param>
public sealed record CallerEntry(
    string Organization,
    string Name,
    string Actor,
    IReadOnlyList<string> Roles,
    string? Broker,
    DateTimeOffset ValidUntil,
    CallerState State,
    string Certificate,
    string Key);
