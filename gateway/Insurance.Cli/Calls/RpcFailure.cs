using Fabric.Protos;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Insurance.Cli.Calls;

/// <summary>What a failed call says of itself: gRPC status, the platform's stable code, the sentence.</summary>
internal static class RpcFailure
{
    /// <summary>The stable code, for example <c>POLICY_NOT_IN_FORCE</c>; null when the answer carries none.</summary>
    public static string? Reason(RpcException exception)
    {
        var status = exception.Trailers.GetValueBytes("grpc-status-details-bin");
        if (status is null)
        {
            return null;
        }

        try
        {
            return Google.Rpc.Status.Parser.ParseForeign(status).Details
                .Where(detail => detail.Is(ErrorInfo.Descriptor))
                .Select(detail => ErrorInfo.Parser.ParseForeign(detail.Value).Reason)
                .FirstOrDefault();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    public static string Describe(RpcException exception) =>
        Reason(exception) is { Length: > 0 } reason
            ? $"{exception.StatusCode} {reason}: {exception.Status.Detail}"
            : $"{exception.StatusCode}: {exception.Status.Detail}";
}
