using Grpc.Tests.Protocol;
using Grpc.Tests.Server;

namespace Grpc.Tests;

public sealed class MetadataTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    [Fact]
    public async Task Request_TextAndBinary_ComeBackInTrailers()
    {
        var everyByte = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var headers = new Metadata { { "X-Text", "value, with comma" }, { "x-data-bin", everyByte } };
        using var call = echo.Client.UnaryAsync(new EchoRequest(), headers);
        await call;

        var trailers = call.GetTrailers();

        trailers.GetValue("x-text").ShouldBe("value, with comma");
        trailers.GetValueBytes("x-data-bin").ShouldBe(everyByte);
    }

    [Theory]
    [InlineData("AAE", new byte[] { 0, 1 })]
    [InlineData("AAE=", new byte[] { 0, 1 })]
    [InlineData("AA", new byte[] { 0 })]
    [InlineData("AAECAwQ", new byte[] { 0, 1, 2, 3, 4 })]
    public async Task Request_BinaryWithOrWithoutPadding_IsDecoded(string base64, byte[] expected)
    {
        using var raw = new RawClient(echo.Server.Address);
        using var response = await raw.CallAsync("Unary", new EchoRequest(), ("x-data-bin", base64));
        await RawClient.StatusAsync(response);

        var text = response.TrailingHeaders.GetValues("x-data-bin").Single();
        Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')).ShouldBe(expected);
    }

    [Fact]
    public async Task ResponseHeaders_SentEarly_ArriveBeforeTheResponse()
    {
        using var call = echo.Client.Duplex();
        await call.RequestStream.WriteAsync(new EchoRequest { Action = "headers" });

        var headers = await call.ResponseHeadersAsync;

        headers.GetValue("early").ShouldBe("yes");
        headers.GetValueBytes("early-bin").ShouldBe([0, 255, 1]);
        await call.RequestStream.CompleteAsync();
    }

    [Fact]
    public async Task ResponseHeaders_OfFailedConnection_Fail()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{FreePort.Find()}");
        using var call = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest());

        await Should.ThrowAsync<RpcException>(() => call.ResponseHeadersAsync);
        await Should.ThrowAsync<RpcException>(async () => await call);
    }

    [Fact]
    public void Entry_KeyAndValue_AreChecked()
    {
        new Metadata.Entry("MIXED-case", "x").Key.ShouldBe("mixed-case");
        Should.Throw<ArgumentException>(() => new Metadata.Entry("white space", "x"));
        Should.Throw<ArgumentException>(() => new Metadata.Entry("ключ", "x"));
        Should.Throw<ArgumentException>(() => new Metadata.Entry("text-bin", "x"));
        Should.Throw<ArgumentException>(() => new Metadata.Entry("binary", new byte[1]));
        Should.Throw<InvalidOperationException>(() => new Metadata.Entry("a-bin", new byte[1]).Value);
    }

    [Fact]
    public void Get_SeveralValues_GivesTheLast()
    {
        var metadata = new Metadata { { "a", "1" }, { "b", "2" }, { "a", "3" } };

        metadata.GetValue("A").ShouldBe("3");
        metadata.GetAll("a").Select(entry => entry.Value).ShouldBe(["1", "3"]);
        metadata.Get("c").ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => Metadata.Empty.Add("a", "b"));
    }

    [Fact]
    public void Entry_ValueBytes_AreCopies()
    {
        var bytes = new byte[] { 1 };
        var entry = new Metadata.Entry("a-bin", bytes);
        bytes[0] = 2;
        entry.ValueBytes[0] = 3;

        entry.ValueBytes.ShouldBe([1]);
    }
}
