using System.Text.Json;
using System.Text.Json.Nodes;

namespace Insurance.Demo;

/// <summary>Everything the demo found out, for printing and as JSON.</summary>
public sealed record DemoResult(
    string Run,
    DemoOptions Options,
    double TotalMilliseconds,
    double? FirstPayoutMilliseconds,
    IReadOnlyList<(InsurerDesk Insurer, LineTotals Totals)> Books,
    IReadOnlyList<PayoutLatency> Latencies,
    IReadOnlyList<Chapter> Chapters,
    Claim Explained,
    Policy Policy,
    IReadOnlyList<HistoryEntry> Provenance,
    VerifyTransactionResponse Verification)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public JsonObject ToJson() => new()
    {
        ["run"] = Run,
        ["flights"] = Options.Flights,
        ["losses"] = Options.Losses,
        ["totalMilliseconds"] = Math.Round(TotalMilliseconds),
        ["firstPayoutMilliseconds"] = FirstPayoutMilliseconds is { } first ? Math.Round(first) : null,
        ["books"] = new JsonArray([.. Books.Select(book => Book(book.Insurer, book.Totals))]),
        ["latencies"] = new JsonArray([.. Latencies.Select(Latency)]),
        ["chapters"] = new JsonArray([.. Chapters.Select(Reported)]),
        ["explainedClaim"] = Proto(Explained),
        ["provenance"] = new JsonObject
        {
            ["insurerMspId"] = Policy.InsurerMspId,
            ["policyId"] = Policy.PolicyId,
            ["entries"] = new JsonArray([.. Provenance.Select(Proto)]),
        },
        ["verification"] = Proto(Verification),
    };

    private static JsonObject Book(InsurerDesk insurer, LineTotals totals) => new()
    {
        ["mspId"] = insurer.MspId,
        ["line"] = totals.Line,
        ["currency"] = totals.Currency,
        ["policies"] = totals.Policies,
        ["premium"] = totals.Premium,
        ["claims"] = totals.Claims,
        ["paidAutomatically"] = totals.PaidAutomatically,
        ["decidedByHand"] = totals.DecidedByHand,
        ["payouts"] = totals.Payouts,
        ["paid"] = totals.Paid,
        ["lossRatioPpm"] = totals.LossRatioPpm,
    };

    private static JsonObject Latency(PayoutLatency latency) => new()
    {
        ["name"] = latency.Name,
        ["client"] = JsonSerializer.SerializeToNode(latency.Client.Summarize(), Web),
        ["ledger"] = JsonSerializer.SerializeToNode(latency.Ledger.Summarize(), Web),
    };

    private static JsonObject Reported(Chapter chapter) => new()
    {
        ["title"] = chapter.Title,
        ["lines"] = new JsonArray([.. chapter.Lines.Select(line => JsonValue.Create(line))]),
        ["facts"] = new JsonObject(chapter.Facts.Select(fact => KeyValuePair.Create(fact.Key, (JsonNode?)JsonValue.Create(fact.Value)))),
    };

    private static JsonNode? Proto(IMessage message) => JsonNode.Parse(JsonFormatter.Default.Format(message));
}
