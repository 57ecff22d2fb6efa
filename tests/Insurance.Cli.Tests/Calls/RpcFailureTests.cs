using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Insurance.Consortium.Calls;

namespace Insurance.Cli.Tests.Calls;

/// <summary>How a user learns of a refusal.</summary>
public sealed class RpcFailureTests
{
    private static readonly ErrorInfo Info = new() { Reason = "LIMIT_EXCEEDED", Domain = "insurance.v1" };

    [Fact]
    public void Refusal_OfOneField_NamesItBeforeTheSentence()
    {
        var refusal = RpcFailure.Refusal(Failure(Info, Bad(("sumInsured", "is too much"))));

        refusal.Message.ShouldBe("LIMIT_EXCEEDED (sumInsured): The sum is too much.");
        refusal.Details.ShouldBeEmpty();
        refusal.ExitCode.ShouldBe(ExitCodes.DemoFailed);
    }

    [Fact]
    public void Refusal_OfSeveralFields_ListsThemBelow()
    {
        var refusal = RpcFailure.Refusal(Failure(Info, Bad(("cover.start", "is missing"), ("cover.end", "cover.end: is missing too"))));

        refusal.Message.ShouldBe("LIMIT_EXCEEDED: The sum is too much.");
        refusal.Details.ShouldBe(["cover.start: is missing", "cover.end: is missing too"]);
    }

    [Fact]
    public void Refusal_WithMetadata_ListsItBelow()
    {
        var info = new ErrorInfo(Info) { Metadata = { ["names2"] = "PolicyLapsed", ["names1"] = "ClaimPaid,ClaimReferred" } };

        RpcFailure.Refusal(Failure(info, Bad(("names[0]", "is unknown")))).Details
            .ShouldBe(["names1: ClaimPaid,ClaimReferred", "names2: PolicyLapsed"]);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, "nobody", "UNAVAILABLE: nobody")]
    [InlineData(StatusCode.FailedPrecondition, "not now", "FAILED_PRECONDITION: not now")]
    [InlineData(StatusCode.Cancelled, "", "UNAVAILABLE: the gateway took no connection in time")]
    public void Refusal_OfATransport_HasTheStatusForACode(StatusCode status, string detail, string says) =>
        RpcFailure.Refusal(new RpcException(new Grpc.Core.Status(status, detail))).Message.ShouldStartWith(says);

    [Fact]
    public void Refusal_WithDetailsThatAreNone_IsReportedAllTheSame()
    {
        var trailers = new Metadata { { "grpc-status-details-bin", [0xFF, 0xFF, 0xFF] } };
        RpcFailure.Refusal(new RpcException(new Grpc.Core.Status(StatusCode.Internal, "odd"), trailers)).Message.ShouldBe("INTERNAL: odd");
    }

    private static BadRequest Bad(params (string Field, string Description)[] violations) => new()
    {
        FieldViolations = { violations.Select(item => new BadRequest.Types.FieldViolation { Field = item.Field, Description = item.Description }) },
    };

    private static RpcException Failure(params IMessage[] details)
    {
        var status = new Google.Rpc.Status { Code = 3, Message = "The sum is too much." };
        status.Details.Add(details.Select(detail => Any.Pack(detail)));
        var trailers = new Metadata { { "grpc-status-details-bin", status.ToByteArray() } };
        return new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, status.Message), trailers);
    }
}
