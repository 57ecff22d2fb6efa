using Google.Protobuf;
using Grpc.Tests.Protocol;
using Grpc.Tests.Server;

namespace Grpc.Tests;

public sealed class StreamingTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    private const int Many = 10_000;

    [Fact]
    public async Task ServerStream_TenThousandMessages_ArriveInOrder()
    {
        using var call = echo.Client.ServerStream(new EchoRequest { Count = Many, Payload = ByteString.CopyFromUtf8("x") });

        var expected = 0;
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
        {
            reply.Index.ShouldBe(expected++);
        }

        expected.ShouldBe(Many);
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task ServerStream_Empty_EndsAtOnce()
    {
        using var call = echo.Client.ServerStream(new EchoRequest());

        (await call.ResponseStream.MoveNext()).ShouldBeFalse();
        (await call.ResponseStream.MoveNext()).ShouldBeFalse();
    }

    [Fact]
    public async Task ServerStream_FailureAfterMessages_GivesMessagesThenStatus()
    {
        using var call = echo.Client.ServerStream(new EchoRequest { Count = 2, Action = "fail", Code = 9, Detail = "enough" });

        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        var error = await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext());

        error.Status.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        error.Status.Detail.ShouldBe("enough");
        error.Trailers.GetValue("reason").ShouldBe("asked for");
    }

    [Fact]
    public async Task ClientStream_TenThousandMessages_AreCounted()
    {
        using var call = echo.Client.ClientStream();
        for (var i = 0; i < Many; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Payload = ByteString.CopyFromUtf8("m" + i) });
        }

        await call.RequestStream.CompleteAsync();
        var reply = await call;

        reply.Index.ShouldBe(Many);
        reply.Payload.ToStringUtf8().ShouldBe("m9999");
    }

    [Fact]
    public async Task ClientStream_Empty_IsAnswered()
    {
        using var call = echo.Client.ClientStream();
        await call.RequestStream.CompleteAsync();

        (await call).Index.ShouldBe(0);
    }

    [Fact]
    public async Task ClientStream_ServerFailsEarly_WritesAndResponseTellWhy()
    {
        using var call = echo.Client.ClientStream();
        await call.RequestStream.WriteAsync(new EchoRequest { Action = "fail", Code = 5, Detail = "no such thing" });

        var error = await Should.ThrowAsync<RpcException>(async () => await call);
        error.Status.StatusCode.ShouldBe(StatusCode.NotFound);
        var write = await Should.ThrowAsync<RpcException>(() => call.RequestStream.WriteAsync(new EchoRequest()));
        write.Status.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task ClientStream_WriteAfterComplete_IsRefused()
    {
        using var call = echo.Client.ClientStream();
        await call.RequestStream.CompleteAsync();

        await Should.ThrowAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new EchoRequest()));
    }

    [Fact]
    public async Task Duplex_EachRequest_IsAnsweredBeforeTheNext()
    {
        using var call = echo.Client.Duplex();
        for (var i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Payload = ByteString.CopyFromUtf8("m" + i) });
            (await call.ResponseStream.MoveNext()).ShouldBeTrue();
            call.ResponseStream.Current.Index.ShouldBe(i);
            call.ResponseStream.Current.Payload.ToStringUtf8().ShouldBe("m" + i);
        }

        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext()).ShouldBeFalse();
    }

    [Fact]
    public async Task Duplex_TenThousandBothWaysAtOnce_AllArrive()
    {
        using var call = echo.Client.Duplex();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < Many; i++)
            {
                await call.RequestStream.WriteAsync(new EchoRequest { Payload = ByteString.CopyFromUtf8("m" + i) });
            }

            await call.RequestStream.CompleteAsync();
        });

        var count = 0;
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
        {
            reply.Index.ShouldBe(count++);
        }

        await writing;
        count.ShouldBe(Many);
    }

    [Fact]
    public async Task Duplex_BufferedWrites_ArriveWithTheFlush()
    {
        using var call = echo.Client.Duplex();
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
        await call.RequestStream.WriteAsync(new EchoRequest { Payload = ByteString.CopyFromUtf8("a") });
        call.RequestStream.WriteOptions = null;
        await call.RequestStream.WriteAsync(new EchoRequest { Payload = ByteString.CopyFromUtf8("b") });
        await call.RequestStream.CompleteAsync();

        var payloads = new List<string>();
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
        {
            payloads.Add(reply.Payload.ToStringUtf8());
        }

        payloads.ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task ResponseStream_TwoReadsAtOnce_AreRefused()
    {
        using var call = echo.Client.Duplex();
        var first = call.ResponseStream.MoveNext();

        await Should.ThrowAsync<InvalidOperationException>(() => call.ResponseStream.MoveNext());

        await call.RequestStream.CompleteAsync();
        (await first).ShouldBeFalse();
    }
}
