namespace Insurance.Gateway.Tests.Support;

/// <summary>Reads the details of a failed call.</summary>
public static class Errors
{
    public static async Task<RpcException> ThrownByAsync(Func<Task> call) => await Should.ThrowAsync<RpcException>(call);

    public static ErrorInfo Info(this RpcException error) =>
        Details(error).Details.Single(detail => detail.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>();

    public static BadRequest? BadRequest(this RpcException error) =>
        Details(error).Details.SingleOrDefault(detail => detail.Is(Google.Rpc.BadRequest.Descriptor))?.Unpack<BadRequest>();

    public static Google.Rpc.Status Details(this RpcException error) =>
        Google.Rpc.Status.Parser.ParseFrom(error.Trailers.GetValueBytes("grpc-status-details-bin"));

    /// <summary>A refusal of the chaincode, whatever its sentence.</summary>
    public static async Task ShouldBeRefusedAsync(this Task call, string code) =>
        (await Should.ThrowAsync<RpcException>(call)).Info().Reason.ShouldBe(code);

    public static async Task ShouldBeAsync(this Task call, Grpc.Core.StatusCode status, string code)
    {
        var error = await Should.ThrowAsync<RpcException>(call);
        error.StatusCode.ShouldBe(status, error.Status.Detail);
        error.Info().Reason.ShouldBe(code);
        error.Info().Domain.ShouldBe("insurance.v1");
        error.Status.Detail.ShouldEndWith(".");
    }
}
