using Google.Protobuf;
using Grpc.Tests.Protocol;
using Grpc.Tests.Server;

namespace Grpc.Tests;

public sealed class StatusTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    [Theory]
    [InlineData("plain")]
    [InlineData("100% größer, 日本語 🛩\r\nnext line")]
    [InlineData("%41 stays %")]
    public async Task Failure_DetailOfAnyText_ArrivesUnchanged(string detail)
    {
        var error = await Should.ThrowAsync<RpcException>(async () => await echo.Client.UnaryAsync(new EchoRequest { Action = "fail", Code = 6, Detail = detail }));

        error.Status.StatusCode.ShouldBe(StatusCode.AlreadyExists);
        error.Status.Detail.ShouldBe(detail);
    }

    [Fact]
    public async Task Failure_EveryCode_ArrivesAsItself()
    {
        for (var code = 1; code <= 16; code++)
        {
            var error = await Should.ThrowAsync<RpcException>(async () => await echo.Client.UnaryAsync(new EchoRequest { Action = "fail", Code = code }));
            error.StatusCode.ShouldBe((StatusCode)code);
        }
    }

    [Fact]
    public async Task Failure_StatusDetails_ArePreserved()
    {
        var details = ByteString.CopyFrom([8, 9, 18, 3, 255, 0, 1]);

        var error = await Should.ThrowAsync<RpcException>(async () =>
            await echo.Client.UnaryAsync(new EchoRequest { Action = "fail", Code = 9, Detail = "x", Payload = details }));

        error.Trailers.GetValueBytes("grpc-status-details-bin").ShouldBe(details.ToByteArray());
        error.Trailers.GetValue("reason").ShouldBe("asked for");
    }

    [Fact]
    public async Task Failure_WithoutMessages_IsTrailersOnly()
    {
        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.CallAsync("Unary", new EchoRequest { Action = "fail", Code = 9, Detail = "x" });

        (await RawClient.StatusAsync(response)).ShouldBe((StatusCode.FailedPrecondition, true));
        response.TrailingHeaders.ShouldBeEmpty();
    }

    [Fact]
    public async Task Success_Status_IsInTrailers()
    {
        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.CallAsync("Unary", new EchoRequest());

        (await RawClient.StatusAsync(response)).ShouldBe((StatusCode.OK, false));
    }

    [Fact]
    public async Task Context_StatusSetByTheMethod_IsTheAnswer()
    {
        var error = await Should.ThrowAsync<RpcException>(async () => await echo.Client.UnaryAsync(new EchoRequest { Action = "status", Code = 8, Detail = "full" }));

        error.Status.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        error.Status.Detail.ShouldBe("full");
    }

    [Fact]
    public async Task Method_Throws_CallerSeesNoDetails()
    {
        var error = await Should.ThrowAsync<RpcException>(async () => await echo.Client.UnaryAsync(new EchoRequest { Action = "throw" }));

        error.Status.StatusCode.ShouldBe(StatusCode.Unknown);
        error.Status.Detail.ShouldBe("Exception was thrown by handler.");
    }

    [Fact]
    public async Task Method_ThrowsWithDetailedErrors_CallerSeesThem()
    {
        await using var server = await EchoServer.StartAsync(options => options.EnableDetailedErrors = true);
        using var channel = server.Channel();

        var error = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Action = "throw" }));

        error.Status.Detail.ShouldBe("Exception was thrown by handler. InvalidOperationException: the secret reason");
    }
}
