using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Status = Google.Rpc.Status;

namespace Insurance.Gateway.Transport.Errors;

/// <summary>Puts an error into gRPC's rich error model.</summary>
internal static class RichStatus
{
    /// <summary>The domain of every reason.</summary>
    public const string Domain = "insurance.v1";

    // In base64, and with a sentence that percent-encoding triples, within the 6 KiB that all trailers of a refusal have.
    private const int MostDetails = 3000;
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
        if (error.Violations.Any(violation => violation.Field.Length > 0))
        {
            status.Details.Add(Any.Pack(Fields(error, MostDetails - status.CalculateSize())));
        }

        if (error.RetryAfter is { } pause)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(pause) }));
        }

        return status;
    }

    // What does not fit is in the sentence, as far as that goes.
    private static BadRequest Fields(ApiException error, int room)
    {
        var fields = new BadRequest();
        foreach (var violation in error.Violations)
        {
            fields.FieldViolations.Add(new BadRequest.Types.FieldViolation
            {
                Field = violation.Field,
                Description = BoundedText.Of(violation.Sentence, BoundedText.Description),
                Reason = violation.Code,
            });
            if (fields.FieldViolations.Count > 1 && fields.CalculateSize() > room)
            {
                fields.FieldViolations.RemoveAt(fields.FieldViolations.Count - 1);
                break;
            }
        }

        return fields;
    }
}
