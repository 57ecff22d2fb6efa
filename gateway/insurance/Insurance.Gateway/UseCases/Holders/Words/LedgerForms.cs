namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>Every form in which the chaincode's <c>adjudicate.go</c>, <c>basis.go</c> and <c>monitor.go</c> write conditions, and in which they did, by the condition's code.</summary>
internal static class LedgerForms
{
    /// <summary>What conditions ask for.</summary>
    public static IReadOnlyDictionary<string, LedgerForm[]> Requirements { get; } = new Dictionary<string, LedgerForm[]>
    {
        ["LOSS_INSIDE_COVER"] =
        [
            new("the policy covers losses from {time} until before {time}", Text.CoverIsFromUntil),
            new("observed from {time} until before {time}", Text.ObservedFromUntil),
            new("begins from {time} until before {time}", Text.BeginsFromUntil),
            new("a window of {number} days, counted from {time}, that ends by {time}", Text.WindowEndsBy),
        ],
        ["CAUSE_COVERED"] = [new("{coverage} covers: {list}", Text.CoversCauses)],
        ["WAITING_PERIOD"] =
        [
            new("{coverage} has no waiting period", Text.NoWaitingPeriod),
            new("the loss under {coverage} happened after a waiting period of {days}, at {time} or later", Text.AfterWaitingPeriod),
        ],
        ["NOTIFICATION_TIME"] =
        [
            new("no limit to the time of notification", Text.NoNotificationLimit),
            new("the loss was notified within {days}, by {time}", Text.NotifiedWithin),
        ],
        ["EVIDENCE_COMPLETE"] =
        [
            new("the product requires no documents", Text.NoDocumentsNeeded),
            new("no evidence required", Text.NoDocumentsNeeded),
            new("evidence of each kind: {list}", Text.DocumentOfEachKind),
        ],
        ["EVIDENCE_SEEN"] = [new("a claims handler has seen a document of each kind: {list}", Text.DocumentsSeenByHandler)],
        ["FIELDS_COMPLETE"] =
        [
            new("the product requires no fields", Text.NoStatements),
            new("stated: none", Text.NoStatements),
            new("stated: {fields}", Text.YouHaveStated),
        ],
        ["SOMETHING_PAYABLE"] = [new("deductible, co-insurance and limits leave something to pay", Text.SomethingToPay)],
        ["STRAIGHT_THROUGH_LIMIT"] =
        [
            new("no amount is paid without a person", Text.NeverWithoutAPerson),
            new("the payable amount is at most {text}", Text.SmallEnough),
        ],
        ["PREMIUM_PAID"] = [new("the first premium has been paid", Text.FirstPremiumPaid)],
        ["READING_FRESH"] = [new("signed at most {seconds} before it was published", Text.SignedBefore)],
        ["TRIGGER_REACHED"] =
        [
            new("{index} {comparison} {measure} pays {share} of the sum insured", Text.StepPays),
            new("{index} between {low} and {measure} pays {share} of the sum insured", Text.ProportionPays),
        ],
        ["QUORUM_REACHED"] = [new("the median of at least {number} oracles", Text.MiddleOfSources)],
        ["RUN_LONG_ENOUGH"] =
        [
            new("{index} {comparison} {measure} for at least {seconds}, samples at most {seconds} apart", Text.RunRequired),
        ],
        ["SEEN_BY_A_PERSON"] = [new("a handler decides on what a device reports", Text.HandlerDecides)],
    };

    /// <summary>What was found.</summary>
    public static IReadOnlyDictionary<string, LedgerForm[]> Observations { get; } = new Dictionary<string, LedgerForm[]>
    {
        ["LOSS_INSIDE_COVER"] = [new("{time} to {time}", Text.TimeToTime)],
        ["EVIDENCE_COMPLETE"] =
        [
            new("no documents", Text.NoDocuments),
            new("no documents; missing: {list}", Text.NoDocumentsMissing),
            new("none", Text.NoDocuments),
            new("none; missing: {list}", Text.NoDocumentsMissing),
            new("{list}; missing: {list}", Text.DocumentsMissing),
            new("{list}", null),
        ],
        ["EVIDENCE_SEEN"] =
        [
            new("no document has been seen; still to be seen: {list}", Text.NoneSeen),
            new("seen: {list}; still to be seen: {list}", Text.SomeSeen),
            new("seen: none; not seen: {list}", Text.NoneSeen),
            new("seen: {list}; not seen: none", Text.AllSeen),
            new("seen: {list}; not seen: {list}", Text.SomeSeen),
            new("seen: {list}", Text.AllSeen),
        ],
        ["FIELDS_COMPLETE"] =
        [
            new("nothing is missing", Text.NothingMissing),
            new("missing: none", Text.NothingMissing),
            new("missing: {fields}", Text.Missing),
        ],
        ["PREMIUM_PAID"] = [new("paid at {time}", Text.PaidAt)],
        ["TRIGGER_REACHED"] = [new("{measure}", null)],
        ["RUN_LONG_ENOUGH"] = [new("{seconds}, up to {measure}", Text.RunFound)],
        ["SEEN_BY_A_PERSON"] = [new("not yet", Text.NotYet)],
    };

    /// <summary>What was found by the conditions of a product's own.</summary>
    public static IReadOnlyList<LedgerForm> Comparisons { get; } =
        [new("{field} is not stated", Text.FieldNotStated), new("{field} = {text}", Text.FieldStated)];
}
