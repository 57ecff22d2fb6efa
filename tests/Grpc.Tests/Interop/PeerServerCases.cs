using Google.Protobuf;
using Grpc.Tests.Protocol;

namespace Grpc.Tests.Interop;

/// <summary>Our client calls a server of another implementation: one run of each case.</summary>
public static class PeerServerCases
{
    private const int Many = 10_000;

    public static async Task RunAsync(PeerServer server, string name)
    {
        var run = name switch
        {
            "empty" => EmptyAsync(server),
            "large" => LargeAsync(server),
            "server-stream" => ServerStreamAsync(server),
            "client-stream" => ClientStreamAsync(server),
            "duplex" => DuplexAsync(server),
            "early-failure" => EarlyFailureAsync(server),
            "cancel" => CancelAsync(server),
            "deadline" => DeadlineAsync(server),
            "unimplemented" => UnimplementedAsync(() => server.Client.MissingAsync(new EchoRequest())),
            "unknown-service" => UnimplementedAsync(() => new Nowhere.NowhereClient(server.Channel).UnaryAsync(new EchoRequest())),
            "metadata" => MetadataAsync(server),
            "status-details" => StatusDetailsAsync(server),
            _ => throw new ArgumentException(name),
        };
        await run.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static async Task EmptyAsync(PeerServer server)
    {
        var reply = await server.Client.UnaryAsync(new EchoRequest());
        reply.Index.ShouldBe(1);
        reply.Payload.ShouldBeEmpty();
    }

    private static async Task LargeAsync(PeerServer server)
    {
        var bytes = new byte[8 * 1024 * 1024];
        new Random(2).NextBytes(bytes);
        var payload = ByteString.CopyFrom(bytes);
        (await server.Client.UnaryAsync(new EchoRequest { Payload = payload })).Payload.Equals(payload).ShouldBeTrue();
    }

    private static async Task ServerStreamAsync(PeerServer server)
    {
        using var call = server.Client.ServerStream(new EchoRequest { Count = Many });
        var next = 0;
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
        {
            reply.Index.ShouldBe(next++);
        }

        next.ShouldBe(Many);
    }

    private static async Task ClientStreamAsync(PeerServer server)
    {
        using var call = server.Client.ClientStream();
        await WriteManyAsync(call.RequestStream);
        (await call).Index.ShouldBe(Many);
    }

    private static async Task DuplexAsync(PeerServer server)
    {
        using var call = server.Client.Duplex();
        var writing = WriteManyAsync(call.RequestStream);
        var next = 0;
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
        {
            reply.Payload.ToStringUtf8().ShouldBe("m" + next);
            reply.Index.ShouldBe(next++);
        }

        await writing;
        next.ShouldBe(Many);
    }

    private static async Task EarlyFailureAsync(PeerServer server)
    {
        using var call = server.Client.ClientStream();
        await call.RequestStream.WriteAsync(new EchoRequest { Action = "fail", Code = 5, Detail = "no such thing" });
        var error = await Should.ThrowAsync<RpcException>(async () => await call);
        error.Status.StatusCode.ShouldBe(StatusCode.NotFound);
        error.Status.Detail.ShouldBe("no such thing");
    }

    private static async Task CancelAsync(PeerServer server)
    {
        var id = Guid.NewGuid().ToString();
        var call = server.Client.Duplex(new Metadata { { "call-id", id } });
        await call.RequestStream.WriteAsync(new EchoRequest());
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        call.Dispose();
        call.GetStatus().StatusCode.ShouldBe(StatusCode.Cancelled);
        await server.Client.UnaryAsync(new EchoRequest { Action = "was-cancelled", Detail = id });
    }

    private static async Task DeadlineAsync(PeerServer server)
    {
        var id = Guid.NewGuid().ToString();
        var error = await Should.ThrowAsync<RpcException>(async () =>
            await server.Client.UnaryAsync(new EchoRequest { Action = "wait" }, new Metadata { { "call-id", id } }, DateTime.UtcNow.AddMilliseconds(500)));
        error.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        await server.Client.UnaryAsync(new EchoRequest { Action = "was-cancelled", Detail = id });
    }

    private static async Task UnimplementedAsync(Func<AsyncUnaryCall<EchoReply>> start)
    {
        (await Should.ThrowAsync<RpcException>(async () => await start())).StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    private static async Task MetadataAsync(PeerServer server)
    {
        var everything = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var headers = new Metadata { { "x-text", "some text" }, { "x-data-bin", everything } };
        using var call = server.Client.UnaryAsync(new EchoRequest { Action = "headers" }, headers);
        await call;
        var early = await call.ResponseHeadersAsync;
        early.GetValue("early").ShouldBe("yes");
        early.GetValueBytes("early-bin").ShouldBe([0, 255, 1]);
        call.GetTrailers().GetValue("x-text").ShouldBe("some text");
        call.GetTrailers().GetValueBytes("x-data-bin").ShouldBe(everything);
    }

    private static async Task StatusDetailsAsync(PeerServer server)
    {
        var details = ByteString.CopyFrom([8, 9, 18, 3, 255, 0, 1]);
        var request = new EchoRequest { Action = "fail", Code = 9, Detail = "größer als 100%", Payload = details };
        var error = await Should.ThrowAsync<RpcException>(async () => await server.Client.UnaryAsync(request));
        error.Status.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        error.Status.Detail.ShouldBe("größer als 100%");
        error.Trailers.GetValueBytes("grpc-status-details-bin").ShouldBe(details.ToByteArray());
        error.Trailers.GetValue("reason").ShouldBe("asked for");
    }

    private static async Task WriteManyAsync(IClientStreamWriter<EchoRequest> requests)
    {
        for (var i = 0; i < Many; i++)
        {
            await requests.WriteAsync(new EchoRequest { Payload = ByteString.CopyFromUtf8("m" + i) });
        }

        await requests.CompleteAsync();
    }
}
