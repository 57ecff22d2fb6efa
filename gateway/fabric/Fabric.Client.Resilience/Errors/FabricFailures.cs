using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fabric.Client.Resilience;

/// <summary>Reads what a Fabric peer's errors mean.</summary>
internal static partial class FabricFailures
{
    private const string ChaincodeResponse = "chaincode response ";
    private const string Evaluating = "evaluate call to endorser returned error: ";

    // A chaincode that ended; other organizations' peers that do not answer, or that discovery has dropped for that reason.
    private static readonly string[] Gone =
    [
        "error in simulation",
        "chaincode stream terminated",
        "could not launch chaincode",
        "rpc error: code = Unavailable",
        "no peer combination can satisfy the endorsement policy",
    ];

    // What the gateway's own identity, clock or bytes are refused for: by a 3.1 peer as if it did not answer, and for as long as they stay.
    private static readonly string[] OwnFaults =
    [
        "client identity expired",
        "request unauthorized due to incorrect timestamp",
        "failed parsing signature header",
    ];

    private static readonly string[] NotTaken =
    [
        "Error while dialing",
        "the ledger cannot be written: ",
        "too many transactions wait for their block",
    ];

    // The peer's gateway service, or another organization's endorser, has as many calls under way as it takes; this one was not looked at.
    private const string Busy = "exceeding concurrency limit";

    // An orderer that the channel took out, that joins it, or that follows it before it orders again: the peer asks no other, and another
    // try may meet another. With BAD_REQUEST, what 2.5 and 3.1 say who do not have the channel's chain at that moment.
    private static readonly string[] NotServed =
    [
        "received unsuccessful response from orderer: status=NOT_FOUND",
        "received unsuccessful response from orderer: status=BAD_REQUEST, info=channel creation request not allowed",
        "received unsuccessful response from orderer: status=BAD_REQUEST, info=channel does not exist",
    ];

    // Of what else a chaincode finds wrong.
    private const int MostFurther = 20;

    // The peer had handed the envelope to every orderer, and names only those that did not take it.
    private const string NoQuorum = "to satisfy quorum requirement";

    /// <summary>A failed endorsement: nothing was submitted.</summary>
    /// <remarks>
    /// The organization's own peer is always the first to be asked. When it went along and only others refused, or answered
    /// differently, they have not got the same blocks yet.
    /// </remarks>
    public static LedgerException Endorsing(GatewayException error, string ownMspId) =>
        IsDivergence(error.Details, ownMspId)
            ? new LedgerException(LedgerFailure.Diverged, error.Message, error)
            : Proposing(error);

    internal static bool IsDivergence(IReadOnlyList<ErrorDetail> details, string ownMspId)
    {
        var answers = details.Where(detail =>
            detail.Message.StartsWith(ChaincodeResponse, StringComparison.Ordinal) || IsMismatch(detail.Message)).ToList();
        return answers.Count > 0
            && answers.TrueForAll(detail => detail.MspId != ownMspId || IsMismatch(detail.Message));
    }

    /// <summary>A failed evaluation, or an endorsement that the organization's own peer failed.</summary>
    public static LedgerException Proposing(GatewayException error)
    {
        var reasons = error.Details.Select(detail => detail.Message).ToList();
        if (error.InnerException is RpcException { Status.Detail: { } detail })
        {
            reasons.Add(detail.StartsWith(Evaluating, StringComparison.Ordinal) ? detail[Evaluating.Length..] : detail);
        }

        if (reasons.Find(reason => reason.StartsWith(ChaincodeResponse, StringComparison.Ordinal)) is { } answer)
        {
            return Refused(answer, error);
        }

        if (reasons.Exists(IsOwnFault))
        {
            return new LedgerException(LedgerFailure.Rejected, error.Message, error);
        }

        if (reasons.Exists(reason => IsGone(reason) || IsBusy(reason)))
        {
            return new LedgerException(LedgerFailure.Unavailable, error.Message, error);
        }

        // Another organization's peer did not answer the own one in time.
        return reasons.Exists(reason => reason.Contains("rpc error: code = DeadlineExceeded", StringComparison.Ordinal))
            ? new LedgerException(LedgerFailure.Timeout, error.Message, error)
            : Submitting(error);
    }

    internal static bool IsOwnFault(string reason) => OwnFaults.Any(sign => reason.Contains(sign, StringComparison.Ordinal));

    internal static bool IsBusy(string reason) => reason.Contains(Busy, StringComparison.Ordinal);

    internal static bool IsGone(string reason) => Gone.Any(sign => reason.Contains(sign, StringComparison.Ordinal));

    /// <summary>
    /// True when no orderer can have the transaction: the peer could connect to none or did not look at the call, or it is DevLedger,
    /// which says of what it could not write or queue that nothing of it is kept.
    /// </summary>
    /// <remarks>With BFT orderers the details say of those that failed, and the others have the transaction: most are ordered later.</remarks>
    internal static bool ReachedNobody(string message, IReadOnlyList<ErrorDetail> details) =>
        !message.Contains(NoQuorum, StringComparison.Ordinal)
        && (IsBusy(message)
            || (details.Count > 0 && details.All(detail => NotTaken.Any(sign => detail.Message.Contains(sign, StringComparison.Ordinal)))));

    /// <summary>A failure of a step after endorsement, or of the connection.</summary>
    public static LedgerException Submitting(GatewayException error) => new(
        error.StatusCode switch
        {
            StatusCode.Unavailable or StatusCode.ResourceExhausted => LedgerFailure.Unavailable,
            StatusCode.DeadlineExceeded => LedgerFailure.Timeout,
            StatusCode.NotFound => LedgerFailure.NotFound,
            _ when IsBusy(error.Message) || NotServed.Any(sign => error.Message.Contains(sign, StringComparison.Ordinal)) => LedgerFailure.Unavailable,
            _ => LedgerFailure.Rejected,
        },
        error.Message,
        error)
    {
        ReachedNobody = ReachedNobody(error.Message, error.Details),
        FirstBlock = FirstBlock(error.Message),
    };

    internal static ulong? FirstBlock(string reason) =>
        SnapshotStart().Match(reason) is { Success: true } match
            ? ulong.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"bootstrapped from a snapshot\. First available block = \[(\d{1,18})\]")]
    private static partial Regex SnapshotStart();

    private static LedgerException Refused(string answer, GatewayException error)
    {
        // "chaincode response 500, {…}"
        var comma = answer.IndexOf(", ", StringComparison.Ordinal);
        var message = comma < 0 ? "" : answer[(comma + 2)..];
        try
        {
            using var refusal = JsonDocument.Parse(message);
            if (refusal.RootElement is { ValueKind: JsonValueKind.Object } root && Text(root, "code") is { } code)
            {
                return new LedgerException(LedgerFailure.Refused, Sentence(Text(root, "message") ?? code), error)
                {
                    Code = code,
                    Field = Text(root, "field"),
                    Further = Further(root),
                    Omitted = root.TryGetProperty("omitted", out var omitted) && omitted.ValueKind == JsonValueKind.Number
                        && omitted.TryGetInt32(out var count) ? count : 0,
                };
            }
        }
        catch (JsonException)
        {
            // A system chaincode's sentence, not a code.
        }

        return new LedgerException(LedgerFailure.Refused, message, error) { FirstBlock = FirstBlock(message) };
    }

    private static List<RefusalDetail> Further(JsonElement root) =>
        root.TryGetProperty("further", out var further) && further.ValueKind == JsonValueKind.Array
            ? [.. further.EnumerateArray().Take(MostFurther).Where(item => item.ValueKind == JsonValueKind.Object).Select(item => new RefusalDetail(
                Text(item, "code") ?? "", Text(item, "field") ?? "", Sentence(Text(item, "message") ?? "")))]
            : [];

    private static bool IsMismatch(string reason) =>
        reason.Contains("ProposalResponsePayloads do not match", StringComparison.Ordinal);

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Sentence(string text) => text.Length == 0 || text[^1] is '.' or '!' or '?' ? text : text + ".";
}
