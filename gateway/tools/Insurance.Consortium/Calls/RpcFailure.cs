using Fabric.Protos;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;

namespace Insurance.Consortium.Calls;

/// <summary>What a failed call says of itself: gRPC status, the platform's stable code, the sentence, the fields.</summary>
public static class RpcFailure
{
    /// <summary>The stable code, for example <c>POLICY_NOT_IN_FORCE</c>; null when the answer carries none.</summary>
    public static string? Reason(RpcException exception) => Details(exception, ErrorInfo.Parser, ErrorInfo.Descriptor).Select(info => info.Reason).FirstOrDefault();

    /// <summary>The fields of the request that were refused, each with what is wrong with it.</summary>
    public static IReadOnlyList<(string Field, string Sentence)> Fields(RpcException exception) =>
    [
        .. Details(exception, BadRequest.Parser, BadRequest.Descriptor)
            .SelectMany(detail => detail.FieldViolations)
            .Select(violation => (violation.Field, violation.Description)),
    ];

    /// <summary>What else the answer states for programs, such as the names that there are where one is not known.</summary>
    public static IReadOnlyList<(string Key, string Value)> Facts(RpcException exception) =>
    [
        .. Details(exception, ErrorInfo.Parser, ErrorInfo.Descriptor)
            .Take(1)
            .SelectMany(info => info.Metadata)
            .OrderBy(fact => fact.Key, StringComparer.Ordinal)
            .Select(fact => (fact.Key, fact.Value)),
    ];

    public static string Describe(RpcException exception) =>
        Reason(exception) is { Length: > 0 } reason
            ? $"{exception.StatusCode} {reason}: {exception.Status.Detail}"
            : $"{exception.StatusCode}: {exception.Status.Detail}";

    /// <summary>What answers a call that a user has put together: code, field and sentence.</summary>
    public static ConsortiumException Refusal(RpcException exception)
    {
        var (code, fields) = (Reason(exception) is { Length: > 0 } reason ? reason : Name(exception.StatusCode), Fields(exception));
        if (exception is { StatusCode: StatusCode.Cancelled, Status.Detail: "" })
        {
            // That is what a connection comes to that was not made in time; whoever cancels a call does not ask why.
            (code, exception) = (Name(StatusCode.Unavailable), new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "the gateway took no connection in time; see with `insure status` whether it runs")));
        }

        var field = fields is [var one] ? $" ({one.Field})" : "";
        return new ConsortiumException(
            ExitCodes.DemoFailed,
            $"{code}{field}: {exception.Status.Detail}",
            [
                .. (fields.Count > 1 ? fields : []).Select(item => Labelled(item.Field, item.Sentence)),
                .. Facts(exception).Select(fact => Labelled(fact.Key, fact.Value)),
            ])
        { Code = code };
    }

    /// <summary>A text behind its name, unless it begins with it.</summary>
    private static string Labelled(string name, string text) =>
        text.StartsWith($"{name}: ", StringComparison.Ordinal) ? text : $"{name}: {text}";

    /// <summary>As gRPC writes it: FAILED_PRECONDITION.</summary>
    private static string Name(StatusCode status) =>
        string.Concat($"{status}".Select((letter, index) => index > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));

    private static IReadOnlyList<T> Details<T>(RpcException exception, MessageParser<T> parser, MessageDescriptor type)
        where T : IMessage<T>
    {
        try
        {
            return exception.Trailers.GetValueBytes("grpc-status-details-bin") is { } status
                ? [.. Google.Rpc.Status.Parser.ParseForeign(status).Details.Where(detail => detail.Is(type)).Select(detail => parser.ParseForeign(detail.Value))]
                : [];
        }
        catch (InvalidProtocolBufferException)
        {
            return [];
        }
    }
}
