using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace Insurance.Gateway.Errors;

/// <summary>Puts an error into gRPC's rich error model.</summary>
internal static class RichStatus
{
    /// <summary>The domain of every reason.</summary>
    public const string Domain = "insurance.v1";

    private const string DetailsTrailer = "grpc-status-details-bin";

    public static RpcException ToRpcException(ApiException error)
    {
        var trailers = new Metadata { { DetailsTrailer, ToStatus(error).ToByteArray() } };
        return new RpcException(new Grpc.Core.Status(error.Status, error.Message), trailers, error.Message);
    }

    public static Status ToStatus(ApiException error)
    {
        var info = new ErrorInfo { Reason = error.Code, Domain = Domain };
        info.Metadata.Add(error.Metadata.ToDictionary());
        var status = new Status { Code = (int)error.Status, Message = error.Message, Details = { Any.Pack(info) } };
        if (error.Field is { } field)
        {
            var violation = new BadRequest.Types.FieldViolation { Field = field, Description = error.Message };
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { violation } }));
        }

        if (error.RetryAfter is { } pause)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(pause) }));
        }

        return status;
    }
}
