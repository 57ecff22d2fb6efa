using System.IO.Compression;
using Google.Protobuf;
using Grpc.Tests.Protocol;
using Grpc.Tests.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Grpc.Tests.Bundled;

/// <summary>Where the bundled replacement does more than the official packages.</summary>
public sealed class StricterTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    [Fact]
    public async Task Gzip_RequestThatUnfoldsOverTheLimit_IsResourceExhausted()
    {
        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(new EchoRequest { Payload = ByteString.CopyFrom(new byte[64 << 20]) }.ToByteArray());
        }

        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.SendAsync("Unary", RawClient.Frame(1, target.ToArray()), ("grpc-encoding", "gzip"));

        target.ToArray().Length.ShouldBeLessThan(4 << 20);
        (await RawClient.StatusAsync(response)).Code.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task Metadata_EmptyValues_ComeBackInTrailers()
    {
        using var call = echo.Client.UnaryAsync(new EchoRequest(), new Metadata { { "x-empty-bin", [] }, { "x-empty", "" } });
        await call;

        call.GetTrailers().GetValueBytes("x-empty-bin").ShouldBe([]);
        call.GetTrailers().GetValue("x-empty").ShouldBe("");
    }

    [Fact]
    public async Task Metadata_BinaryValuesJoinedByCommas_AreTakenApart()
    {
        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.CallAsync("Unary", new EchoRequest(), ("x-data-bin", "AAE, Ag=="));
        await RawClient.StatusAsync(response);

        response.TrailingHeaders.GetValues("x-data-bin").ShouldBe(["AAE", "Ag"]);
    }

    [Fact]
    public async Task Metadata_BinaryValueThatIsNotBase64_FailsTheCallWithItsName()
    {
        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.CallAsync("Unary", new EchoRequest(), ("x-data-bin", "!"));

        (await RawClient.StatusAsync(response)).Code.ShouldBe(StatusCode.Internal);
        response.Headers.GetValues("grpc-message").Single().ShouldContain("x-data-bin");
    }

    [Theory]
    [InlineData("")]
    [InlineData("line\nbreak")]
    public void Entry_EmptyKeyOrSeveralLines_AreRefused(string text)
    {
        Should.Throw<ArgumentException>(() => new Metadata.Entry(text, "x"));
        if (text.Length > 0)
        {
            Should.Throw<ArgumentException>(() => new Metadata.Entry("key", text));
        }
    }

    [Fact]
    public async Task Connect_NobodyListens_NamesTheAddress()
    {
        var port = FreePort.Find();
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");

        var error = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));

        error.Status.Detail.ShouldContain("refused");
        error.Status.Detail.ShouldContain($"127.0.0.1:{port}");
    }

    [Fact]
    public async Task Client_AgainstHttp1Server_SaysWhatIsWrong()
    {
        await using var server = await EchoServer.StartAsync(protocols: HttpProtocols.Http1);
        using var channel = server.Channel();

        var error = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));

        error.Status.Detail.ShouldContain("The server may speak only HTTP/1.1");
    }

    [Fact]
    public async Task Server_Http1Request_GetsAnExplanationInTheBody()
    {
        await using var server = await EchoServer.StartAsync(protocols: HttpProtocols.Http1);
        using var raw = new RawClient(server.Address, System.Net.HttpVersion.Version11);
        using var response = await raw.CallAsync("Unary", new EchoRequest());

        (await response.Content.ReadAsStringAsync()).ShouldContain("gRPC needs HTTP/2");
    }

    [Fact]
    public void Channel_AddressThatIsNoUrl_IsRefusedWithAnExample()
    {
        Should.Throw<ArgumentException>(() => GrpcChannel.ForAddress("localhost:5000")).Message.ShouldContain("http://host:port");
    }
}
