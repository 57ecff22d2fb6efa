using Grpc.Tests.Protocol;
using Grpc.Tests.Server;

namespace Grpc.Tests;

public sealed class CancellationTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    [Fact]
    public async Task Unary_TokenCancelled_BothSidesLearn()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = echo.Client.UnaryAsync(new EchoRequest { Action = "wait" }, Id("unary"), cancellationToken: cancellation.Token);
        await echo.Server.Log.WaitingAsync("unary");

        await cancellation.CancelAsync();

        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await echo.Server.Log.CancelledAsync("unary");
    }

    [Fact]
    public async Task Unary_TokenCancelledBefore_IsCancelled()
    {
        var error = await Should.ThrowAsync<RpcException>(async () =>
            await echo.Client.UnaryAsync(new EchoRequest(), cancellationToken: new CancellationToken(canceled: true)));

        error.StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task Unary_Disposed_BothSidesLearn()
    {
        var call = echo.Client.UnaryAsync(new EchoRequest { Action = "wait" }, Id("disposed"));
        await echo.Server.Log.WaitingAsync("disposed");

        call.Dispose();

        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        call.GetStatus().StatusCode.ShouldBe(StatusCode.Cancelled);
        await echo.Server.Log.CancelledAsync("disposed");
    }

    [Fact]
    public async Task Unary_OptedIn_ThrowsOperationCanceled()
    {
        using var channel = echo.Server.Channel(options => options.ThrowOperationCanceledOnCancellation = true);
        using var cancellation = new CancellationTokenSource();
        using var call = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Action = "wait" }, Id("opted-in"), cancellationToken: cancellation.Token);
        await echo.Server.Log.WaitingAsync("opted-in");

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await call);
    }

    [Fact]
    public async Task ClientStream_TokenCancelled_BothSidesLearn()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = echo.Client.ClientStream(Id("client-stream"), cancellationToken: cancellation.Token);
        await call.RequestStream.WriteAsync(new EchoRequest { Action = "wait" });
        await echo.Server.Log.WaitingAsync("client-stream");

        await cancellation.CancelAsync();

        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await echo.Server.Log.CancelledAsync("client-stream");
        await Should.ThrowAsync<RpcException>(() => call.RequestStream.WriteAsync(new EchoRequest()));
    }

    [Fact]
    public async Task Duplex_DisposedWhileServerReads_BothSidesLearn()
    {
        var call = echo.Client.Duplex(Id("duplex"));
        await call.RequestStream.WriteAsync(new EchoRequest());
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();

        call.Dispose();

        await echo.Server.Log.CancelledAsync("duplex");
        call.GetStatus().StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task ServerStream_ReadsTokenCancelled_EndsTheCall()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = echo.Client.ServerStream(new EchoRequest { Action = "wait", Count = 1 }, Id("read"));
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        await echo.Server.Log.WaitingAsync("read");
        var next = call.ResponseStream.MoveNext(cancellation.Token);

        await cancellation.CancelAsync();

        (await Should.ThrowAsync<RpcException>(() => next)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await echo.Server.Log.CancelledAsync("read");
    }

    [Fact]
    public async Task Server_AnswersCancelled_ClientLearns()
    {
        var error = await Should.ThrowAsync<RpcException>(async () =>
            await echo.Client.UnaryAsync(new EchoRequest { Action = "fail", Code = 1, Detail = "stopped here" }));

        error.Status.StatusCode.ShouldBe(StatusCode.Cancelled);
        error.Status.Detail.ShouldBe("stopped here");
    }

    [Fact]
    public async Task Channel_Disposed_CancelsItsCalls()
    {
        var channel = echo.Server.Channel();
        var call = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Action = "wait" }, Id("channel"));
        await echo.Server.Log.WaitingAsync("channel");

        channel.Dispose();

        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await echo.Server.Log.CancelledAsync("channel");
        Should.Throw<ObjectDisposedException>(() => new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));
    }

    private static Metadata Id(string id) => new() { { "call-id", id } };
}
