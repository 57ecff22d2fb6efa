using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fabric.Client;
using Grpc.Core;

namespace Insurance.Gateway.Ledger;

/// <summary>Reads what a Fabric peer's errors mean. Their texts are in docs/devledger-conformance.md.</summary>
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

    /// <summary>A failed endorsement: nothing was handed in.</summary>
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

        if (reasons.Exists(IsGone))
        {
            return new LedgerException(LedgerFailure.Unavailable, error.Message, error);
        }

        return Submitting(error);
    }

    internal static bool IsGone(string reason) => Gone.Any(sign => reason.Contains(sign, StringComparison.Ordinal));

    /// <summary>True when the peer could connect to none of the orderers, so that none can have the transaction.</summary>
    internal static bool ReachedNobody(IReadOnlyList<ErrorDetail> details) =>
        details.Count > 0 && details.All(detail => detail.Message.Contains("Error while dialing", StringComparison.Ordinal));

    /// <summary>A failure of a step after endorsement, or of the connection.</summary>
    public static LedgerException Submitting(GatewayException error) => new(
        error.StatusCode switch
        {
            StatusCode.Unavailable or StatusCode.ResourceExhausted => LedgerFailure.Unavailable,
            StatusCode.DeadlineExceeded => LedgerFailure.Timeout,
            StatusCode.NotFound => LedgerFailure.NotFound,
            _ => LedgerFailure.Rejected,
        },
        error.Message,
        error)
    {
        ReachedNobody = ReachedNobody(error.Details),
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
                };
            }
        }
        catch (JsonException)
        {
            // A system chaincode's sentence, not a code.
        }

        return new LedgerException(LedgerFailure.Refused, message, error);
    }

    private static bool IsMismatch(string reason) =>
        reason.Contains("ProposalResponsePayloads do not match", StringComparison.Ordinal);

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Sentence(string text) => text.Length == 0 || text[^1] is '.' or '!' or '?' ? text : text + ".";
}
