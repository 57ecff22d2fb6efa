using System.Net;
using Grpc.Tests.Protocol;
using Grpc.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Grpc.Tests;

/// <summary>What failures below gRPC look like from above.</summary>
public sealed class TransportTests
{
    [Fact]
    public async Task Connect_NobodyListens_IsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{FreePort.Find()}");

        var error = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));

        error.StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task Connect_NobodyListens_StreamsAreUnavailableToo()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{FreePort.Find()}");
        var client = new Echo.EchoClient(channel);
        using var call = client.Duplex();

        (await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext())).StatusCode.ShouldBe(StatusCode.Unavailable);
        (await Should.ThrowAsync<RpcException>(() => call.RequestStream.WriteAsync(new EchoRequest()))).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task Connect_UnknownHost_IsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress("http://no-such-host.invalid:1");

        var error = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));

        error.StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    public async Task HttpStatus_WithoutGrpcStatus_IsMapped(int httpStatus, StatusCode expected)
    {
        var error = await CallAsync(http =>
        {
            http.Response.StatusCode = httpStatus;
            return Task.CompletedTask;
        });

        error.StatusCode.ShouldBe(expected);
        error.Status.Detail.ShouldContain(httpStatus.ToString());
    }

    [Fact]
    public async Task HttpStatus_WithGrpcStatus_GivesWay()
    {
        var error = await CallAsync(http =>
        {
            http.Response.StatusCode = 503;
            http.Response.Headers["grpc-status"] = "7";
            http.Response.Headers["grpc-message"] = "not%20you";
            return Task.CompletedTask;
        });

        error.Status.StatusCode.ShouldBe(StatusCode.PermissionDenied);
        error.Status.Detail.ShouldBe("not you");
    }

    [Fact]
    public async Task Response_OfAnotherContentType_IsAnErrorThatNamesIt()
    {
        var error = await CallAsync(http =>
        {
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync("<p>hello");
        });

        error.Status.Detail.ShouldContain("text/html");
    }

    [Fact]
    public async Task Response_WithoutStatus_IsAnError()
    {
        var error = await CallAsync(http =>
        {
            http.Response.ContentType = "application/grpc";
            return http.Response.Body.WriteAsync(new byte[5]).AsTask();
        });

        error.Status.Detail.ShouldContain("No grpc-status");
    }

    [Theory]
    [InlineData(0x2, StatusCode.Internal)]
    [InlineData(0x7, StatusCode.Unavailable)]
    [InlineData(0x8, StatusCode.Cancelled)]
    [InlineData(0xb, StatusCode.ResourceExhausted)]
    [InlineData(0xc, StatusCode.PermissionDenied)]
    public async Task Reset_ByTheServer_IsMapped(int errorCode, StatusCode expected)
    {
        // After response headers: a refusal before them would be retried by the HTTP handler.
        var error = await CallAsync(async http =>
        {
            http.Response.ContentType = "application/grpc";
            await http.Response.Body.FlushAsync();
            http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(errorCode);
        });

        error.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Server_StopsInTheMiddle_CallIsUnavailable()
    {
        var relay = TcpRelay.Start(await EchoServer.StartAsync());
        await using var server = relay.Server;
        using var channel = GrpcChannel.ForAddress(relay.Address);
        using var call = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Action = "wait" }, new Metadata { { "call-id", "stop" } });
        await server.Log.WaitingAsync("stop");

        relay.Dispose();

        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.Unavailable);
        await server.Log.CancelledAsync("stop");
    }

    [Fact]
    public async Task KeepAlive_PeerFallsSilent_CallIsUnavailable()
    {
        using var relay = TcpRelay.Start(await EchoServer.StartAsync());
        await using var server = relay.Server;
        using var channel = GrpcChannel.ForAddress(relay.Address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                KeepAlivePingDelay = TimeSpan.FromSeconds(1),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
            },
            DisposeHttpClient = true,
        });
        using var call = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Action = "wait" }, new Metadata { { "call-id", "silent" } });
        await server.Log.WaitingAsync("silent");

        relay.FallSilent();

        var error = await Should.ThrowAsync<RpcException>(() => call.ResponseAsync.WaitAsync(CallLog.Patience));
        error.StatusCode.ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);
    }

    [Fact]
    public async Task Server_Http1Request_IsRefusedWithUpgrade()
    {
        await using var server = await EchoServer.StartAsync(protocols: HttpProtocols.Http1);
        using var raw = new RawClient(server.Address, HttpVersion.Version11);
        using var response = await raw.CallAsync("Unary", new EchoRequest());

        response.StatusCode.ShouldBe(HttpStatusCode.UpgradeRequired);
        response.Headers.Upgrade.ToString().ShouldBe("HTTP/2");
        Uri.UnescapeDataString(response.Headers.GetValues("grpc-message").Single()).ShouldStartWith("Request protocol 'HTTP/1.1' is not supported");
    }

    [Fact]
    public async Task Client_AgainstHttp1Server_Fails()
    {
        await using var server = await EchoServer.StartAsync(protocols: HttpProtocols.Http1);
        using var channel = server.Channel();

        var error = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));

        error.StatusCode.ShouldBeOneOf(StatusCode.Internal, StatusCode.Unavailable);
    }

    [Fact]
    public async Task Server_OtherContentType_IsUnsupported()
    {
        await using var server = await EchoServer.StartAsync();
        using var raw = new RawClient(server.Address);
        using var json = await raw.SendAsync("Unary", "{}"u8.ToArray(), "application/json");

        json.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Server_OtherRequestsOnTheSamePort_AreLeftAlone()
    {
        await using var server = await EchoServer.StartAsync(configure: app => app.MapPost("/{a}/{b}", () => "posted"));
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        (await http.GetStringAsync(server.Address + "/plain")).ShouldBe("not gRPC");
        using var post = await http.PostAsync(server.Address + "/some/where", new StringContent("{}"));
        (await post.Content.ReadAsStringAsync()).ShouldBe("posted");
    }

    private static async Task<RpcException> CallAsync(RequestDelegate answer)
    {
        await using var server = await EchoServer.StartAsync(configure: app => app.MapPost("/grpctests.v1.Nowhere/Unary", answer));
        using var channel = server.Channel();
        return await Should.ThrowAsync<RpcException>(async () => await new Nowhere.NowhereClient(channel).UnaryAsync(new EchoRequest()));
    }
}
