using Google.Rpc;

namespace EndToEnd.Tests.BadInput;

/// <summary>Asserts on coded errors.</summary>
internal static class Refusal
{
    /// <summary>The call must be refused with the code, the status and a sentence that says nothing internal.</summary>
    public static async Task ShouldBeRefusedAsync<T>(this AsyncUnaryCall<T> call, Grpc.Core.StatusCode status, string code)
    {
        var error = await Should.ThrowAsync<RpcException>(() => call.ResponseAsync);
        Code(error).ShouldBe(code, error.Status.Detail);
        error.StatusCode.ShouldBe(status, error.Status.Detail);
        error.Status.Detail.ShouldContain(' ');
        error.Status.Detail.ShouldNotContain("chaincode response");
        error.Status.Detail.ShouldNotContain("127.0.0.1");
    }

    public static string? Code(RpcException error)
    {
        var bytes = error.Trailers.GetValueBytes("grpc-status-details-bin");
        return bytes is null
            ? null
            : Google.Rpc.Status.Parser.ParseFrom(bytes).Details
                .Single(detail => detail.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>().Reason;
    }
}
