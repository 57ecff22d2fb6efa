using Google.Protobuf;
using Grpc.Tests.Protocol;
using Grpc.Tests.Server;

namespace Grpc.Tests;

public sealed class UnaryTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    [Fact]
    public async Task Unary_WithPayload_IsAnswered()
    {
        using var call = echo.Client.UnaryAsync(new EchoRequest { Payload = ByteString.CopyFromUtf8("hello") });

        var reply = await call;

        reply.Payload.ToStringUtf8().ShouldBe("hello");
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
        call.GetTrailers().ShouldNotContain(entry => entry.Key.StartsWith("grpc-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unary_EmptyMessages_AreAnswered()
    {
        var reply = await echo.Client.UnaryAsync(new EchoRequest());

        reply.Payload.ShouldBeEmpty();
    }

    [Fact]
    public void Unary_Blocking_IsAnswered()
    {
        echo.Client.Unary(new EchoRequest { Payload = ByteString.CopyFromUtf8("x") }).Payload.ToStringUtf8().ShouldBe("x");
    }

    [Fact]
    public async Task Unary_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        var calls = Enumerable.Range(0, 500).Select(async i =>
        {
            var payload = ByteString.CopyFromUtf8("message " + i);
            return (await echo.Client.UnaryAsync(new EchoRequest { Payload = payload })).Payload.Equals(payload);
        });

        (await Task.WhenAll(calls)).ShouldAllBe(same => same);
    }

    [Fact]
    public async Task Unary_MissingMethod_IsUnimplemented()
    {
        var error = await Should.ThrowAsync<RpcException>(async () => await echo.Client.MissingAsync(new EchoRequest()));

        error.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task Unary_MethodTheServerNeverHeardOf_IsUnimplemented()
    {
        var method = new Method<string, string>(MethodType.Unary, "grpctests.v1.Echo", "Later", Marshallers.StringMarshaller, Marshallers.StringMarshaller);

        var error = await Should.ThrowAsync<RpcException>(async () => await echo.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, "x"));

        error.Status.StatusCode.ShouldBe(StatusCode.Unimplemented);
        error.Status.Detail.ShouldBe("Method is unimplemented.");
    }

    [Fact]
    public async Task Unary_UnknownService_IsUnimplemented()
    {
        var error = await Should.ThrowAsync<RpcException>(async () => await new Nowhere.NowhereClient(echo.Channel).UnaryAsync(new EchoRequest()));

        error.Status.StatusCode.ShouldBe(StatusCode.Unimplemented);
        error.Status.Detail.ShouldBe("Service is unimplemented.");
    }

    [Fact]
    public async Task Status_BeforeTheCallIsComplete_CannotBeAsked()
    {
        using var call = echo.Client.UnaryAsync(new EchoRequest { Action = "wait" }, new Metadata { { "call-id", "status" } });
        await echo.Server.Log.WaitingAsync("status");

        Should.Throw<InvalidOperationException>(() => call.GetStatus());
        Should.Throw<InvalidOperationException>(() => call.GetTrailers());
    }

    [Fact]
    public async Task Context_TellsMethodHostAndPeer()
    {
        var error = await Should.ThrowAsync<RpcException>(async () => await echo.Client.UnaryAsync(new EchoRequest { Action = "describe" }));

        var parts = error.Status.Detail.Split('|');
        parts[0].ShouldBe("/grpctests.v1.Echo/Unary");
        parts[1].ShouldBe($"127.0.0.1:{echo.Server.Port}");
        parts[2].ShouldStartWith("ipv4:127.0.0.1:");
        parts[3].ShouldBe($"{DateTime.MaxValue:O}");
    }
}
