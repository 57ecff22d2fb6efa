using Grpc.Tests.Protocol;
using Grpc.Tests.Server;

namespace Grpc.Tests;

public sealed class DeadlineTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    [Fact]
    public async Task Unary_DeadlinePasses_BothSidesLearn()
    {
        using var call = echo.Client.UnaryAsync(new EchoRequest { Action = "wait" }, Id("both"), Soon());

        var error = await Should.ThrowAsync<RpcException>(async () => await call);

        error.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        call.GetStatus().StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        await echo.Server.Log.CancelledAsync("both");
    }

    [Fact]
    public async Task Unary_DeadlineInThePast_IsNotSent()
    {
        var error = await Should.ThrowAsync<RpcException>(async () =>
            await echo.Client.UnaryAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(-1)));

        error.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public void Deadline_InLocalTime_IsRefused()
    {
        Should.Throw<InvalidOperationException>(() => echo.Client.UnaryAsync(new EchoRequest(), deadline: DateTime.Now.AddHours(1)));
    }

    [Fact]
    public async Task ServerStream_DeadlinePasses_EndsAfterTheMessages()
    {
        using var call = echo.Client.ServerStream(new EchoRequest { Action = "wait", Count = 3 }, Id("stream"), Soon());
        var count = 0;

        var error = await Should.ThrowAsync<RpcException>(async () =>
        {
            await foreach (var _ in call.ResponseStream.ReadAllAsync())
            {
                count++;
            }
        });

        error.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        count.ShouldBe(3);
        await echo.Server.Log.CancelledAsync("stream");
    }

    [Fact]
    public async Task Server_MethodIgnoresItsToken_IsStillAnsweredInTime()
    {
        // A raw request: no client-side timer can be what ends the call.
        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.CallAsync("Unary", new EchoRequest { Action = "ignore-cancellation" }, ("grpc-timeout", "100m"));

        (await RawClient.StatusAsync(response)).ShouldBe((StatusCode.DeadlineExceeded, true));
    }

    [Theory]
    [InlineData("Unary", "end-at-once")]
    [InlineData("Unary", "end-as-cancelled")]
    [InlineData("ServerStream", "end-at-once")]
    [InlineData("ServerStream", "end-as-cancelled")]
    public async Task Server_MethodEndsWithItsToken_IsAnsweredDeadlineExceeded(string method, string action)
    {
        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.CallAsync(method, new EchoRequest { Action = action }, ("grpc-timeout", "100m"));

        (await RawClient.StatusAsync(response)).Code.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task Server_TimeoutHeader_IsTheMethodsDeadline()
    {
        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.CallAsync("Unary", new EchoRequest { Action = "describe" }, ("grpc-timeout", "1H"));

        (await RawClient.StatusAsync(response)).Code.ShouldBe(StatusCode.OutOfRange);
        var deadline = DateTime.Parse(Uri.UnescapeDataString(response.Headers.GetValues("grpc-message").Single()).Split('|')[3]).ToUniversalTime();
        (deadline - DateTime.UtcNow).ShouldBeInRange(TimeSpan.FromMinutes(55), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Server_MalformedTimeout_IsIgnored()
    {
        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.CallAsync("Unary", new EchoRequest(), ("grpc-timeout", "soon"));

        (await RawClient.StatusAsync(response)).ShouldBe((StatusCode.OK, false));
    }

    [Fact]
    public async Task Deadline_FarAway_DoesNotDisturb()
    {
        (await echo.Client.UnaryAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddYears(200))).Index.ShouldBe(1);
        (await echo.Client.UnaryAsync(new EchoRequest(), deadline: DateTime.MaxValue)).Index.ShouldBe(1);
    }

    private static Metadata Id(string id) => new() { { "call-id", id } };

    private static DateTime Soon() => DateTime.UtcNow.AddMilliseconds(300);
}
