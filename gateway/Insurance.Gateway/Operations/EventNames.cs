using System.Collections.Frozen;

namespace Insurance.Gateway.Operations;

/// <summary>What the chaincode calls its events; docs/chaincode.md lists them, and a test compares the chaincode.</summary>
public static class EventNames
{
    /// <summary>All of them, in the order of the names.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "AppealDecided", "ClaimAppealed", "ClaimApproved", "ClaimClosed", "ClaimDeclined", "ClaimPaid", "ClaimPartlyPaid", "ClaimProposed",
        "ClaimReferred", "ClaimReopened", "ConsentRecorded", "ConsentWithdrawn", "ConsortiumInitialized", "EventSettled", "IndexDetermined",
        "OracleRegistered", "OracleRevoked", "PartyAssigned", "PartyCorrected", "PartyErased", "PartyRegistered", "PersonalDataAccessed",
        "PoliciesSold", "PolicyBound", "PolicyCancelled", "PolicyChanged", "PolicyExpired", "PolicyLapsed", "PolicyReinstated", "PremiumPaid",
        "ProductDrafted", "ProductPublished", "ProductWithdrawn", "QuoteIssued", "ReadingPublished", "ReadingsPublished", "RecoveryRecorded",
        "RefundPaid", "ReserveSet",
    ];

    private static readonly FrozenSet<string> Known = All.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether an event can have the name.</summary>
    public static bool IsKnown(string name) => Known.Contains(name);
}
