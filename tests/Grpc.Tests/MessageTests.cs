using System.IO.Compression;
using Google.Protobuf;
using Grpc.Tests.Protocol;
using Grpc.Tests.Server;

namespace Grpc.Tests;

/// <summary>Sizes, framing and compression of messages.</summary>
public sealed class MessageTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task Large_WithRaisedLimits_GoesBothWays()
    {
        await using var server = await EchoServer.StartAsync(options => options.MaxReceiveMessageSize = 9 * MiB);
        using var channel = server.Channel(options => options.MaxReceiveMessageSize = null);
        var payload = Payload(8 * MiB);

        var reply = await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Payload = payload });

        reply.Payload.ShouldBe(payload);
    }

    [Fact]
    public async Task Large_StreamPastFortyMegabytes_IsNotLimitedAsAWhole()
    {
        using var call = echo.Client.ClientStream();
        var payload = Payload(4 * MiB - 100);
        for (var i = 0; i < 10; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Payload = payload });
        }

        await call.RequestStream.CompleteAsync();
        (await call).Index.ShouldBe(10);
    }

    [Fact]
    public async Task Request_OverTheServersLimit_IsResourceExhausted()
    {
        var error = await Should.ThrowAsync<RpcException>(async () => await echo.Client.UnaryAsync(new EchoRequest { Payload = Payload(5 * MiB) }));

        error.Status.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        error.Status.Detail.ShouldBe("Received message exceeds the maximum configured message size.");
    }

    [Fact]
    public async Task Request_OverTheClientsLimit_IsResourceExhausted()
    {
        using var channel = echo.Server.Channel(options => options.MaxSendMessageSize = 100);

        var error = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Payload = Payload(101) }));

        error.Status.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        error.Status.Detail.ShouldBe("Sending message exceeds the maximum configured message size.");
    }

    [Fact]
    public async Task Response_OverTheClientsLimit_IsResourceExhausted()
    {
        using var channel = echo.Server.Channel(options => options.MaxReceiveMessageSize = 100);

        var error = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Payload = Payload(101) }));

        error.Status.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        error.Status.Detail.ShouldBe("Received message exceeds the maximum configured message size.");
    }

    [Fact]
    public async Task Response_OverTheServersLimit_IsResourceExhausted()
    {
        await using var server = await EchoServer.StartAsync(options => options.MaxSendMessageSize = 100);
        using var channel = server.Channel();

        var error = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Payload = Payload(101) }));

        error.Status.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        error.Status.Detail.ShouldBe("Sending message exceeds the maximum configured message size.");
    }

    [Fact]
    public async Task Gzip_Request_IsAccepted()
    {
        var reply = await SendAsync(1, Gzip(new EchoRequest { Payload = Payload(10_000) }.ToByteArray()), "gzip");

        reply.Code.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task UnknownEncoding_Request_IsUnimplementedAndToldWhatIsNot()
    {
        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.SendAsync("Unary", RawClient.Frame(1, [1, 2, 3]), ("grpc-encoding", "snappy"));

        (await RawClient.StatusAsync(response)).Code.ShouldBe(StatusCode.Unimplemented);
        response.Headers.GetValues("grpc-accept-encoding").Single().ShouldContain("gzip");
    }

    [Fact]
    public async Task CompressedFlag_WithoutEncoding_IsInternal()
    {
        (await SendAsync(1, Gzip([]), null)).Code.ShouldBe(StatusCode.Internal);
    }

    [Fact]
    public async Task Frame_CutShort_IsInternal()
    {
        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.SendAsync("Unary", [0, 0, 0, 0, 9, 1, 2]);

        (await RawClient.StatusAsync(response)).Code.ShouldBe(StatusCode.Internal);
    }

    [Fact]
    public async Task Frames_TwoForAUnaryCall_AreInternal()
    {
        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.SendAsync("Unary", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

        (await RawClient.StatusAsync(response)).Code.ShouldBe(StatusCode.Internal);
    }

    [Fact]
    public async Task Frame_WithBytesThatAreNoMessage_FailsTheCallOnly()
    {
        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.SendAsync("Unary", RawClient.Frame(0, [255, 255, 255]));

        (await RawClient.StatusAsync(response)).Code.ShouldNotBe(StatusCode.OK);
        (await echo.Client.UnaryAsync(new EchoRequest())).Index.ShouldBe(1);
    }

    private static ByteString Payload(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    private async Task<(StatusCode Code, bool TrailersOnly)> SendAsync(byte flag, byte[] payload, string? encoding)
    {
        using var raw = new RawClient(echo.Server.Address);
        var headers = encoding is null ? Array.Empty<(string, string)>() : [("grpc-encoding", encoding)];
        using var response = await raw.SendAsync("Unary", RawClient.Frame(flag, payload), headers);
        return await RawClient.StatusAsync(response);
    }
}
