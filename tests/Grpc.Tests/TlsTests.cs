using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Tests.Protocol;
using Grpc.Tests.Server;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Hosting;
using Grpc.Core.Interceptors;

namespace Grpc.Tests;

public sealed class TlsTests
{
    [Fact]
    public async Task Mutual_TrustedBothWays_ServerKnowsTheClient()
    {
        using var serverCertificate = Certificates.ForServer();
        using var clientCertificate = Certificates.ForClient("broker 7");
        await using var server = await StartAsync(serverCertificate, clientCertificate.Thumbprint);
        using var channel = Channel(server, serverCertificate.Thumbprint, clientCertificate);
        using var call = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest());
        await call;

        call.GetTrailers().GetValue("authenticated").ShouldBe("True");
        call.GetTrailers().GetValue("common-name").ShouldBe("broker 7");
        call.GetTrailers().GetValue("thumbprint").ShouldBe(clientCertificate.Thumbprint);
    }

    [Fact]
    public async Task Mutual_WithoutClientCertificate_Fails()
    {
        using var serverCertificate = Certificates.ForServer();
        await using var server = await StartAsync(serverCertificate, "none");
        using var channel = Channel(server, serverCertificate.Thumbprint, null);

        var error = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));

        error.StatusCode.ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);
    }

    [Fact]
    public async Task Mutual_UntrustedClientCertificate_Fails()
    {
        using var serverCertificate = Certificates.ForServer();
        using var clientCertificate = Certificates.ForClient("stranger");
        await using var server = await StartAsync(serverCertificate, "another");
        using var channel = Channel(server, serverCertificate.Thumbprint, clientCertificate);

        var error = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));

        error.StatusCode.ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);
    }

    [Fact]
    public async Task Server_UntrustedCertificate_FailsAndSaysSo()
    {
        using var serverCertificate = Certificates.ForServer();
        await using var server = await StartAsync(serverCertificate, "none");
        using var channel = Channel(server, "another", null);

        var error = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));

        error.StatusCode.ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);
        error.Status.Detail.ShouldContain("SSL");
    }

    [Fact]
    public void Channel_CredentialsAgainstTheScheme_AreRefused()
    {
        Should.Throw<InvalidOperationException>(() => GrpcChannel.ForAddress("http://127.0.0.1:1", new GrpcChannelOptions { Credentials = ChannelCredentials.SecureSsl }));
        Should.Throw<InvalidOperationException>(() => GrpcChannel.ForAddress("https://127.0.0.1:1", new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure }));
        using var insecure = GrpcChannel.ForAddress("http://127.0.0.1:1", new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure });
        insecure.Target.ShouldBe("127.0.0.1:1");
    }

    private static Task<EchoServer> StartAsync(X509Certificate2 certificate, string trustedClient) => EchoServer.StartAsync(
        grpc: options => options.Interceptors.Add<TellPeer>(),
        listen: options => options.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (client, _, _) => client.Thumbprint == trustedClient;
        }),
        services: _ => { },
        scheme: "https");

    private static GrpcChannel Channel(EchoServer server, string trustedServer, X509Certificate2? certificate) => server.Channel(options =>
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, remote, _, _) => remote is X509Certificate2 x && x.Thumbprint == trustedServer,
        };
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        options.HttpHandler = handler;
        options.DisposeHttpClient = true;
    });

    public sealed class TellPeer : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            context.ResponseTrailers.Add("authenticated", context.AuthContext.IsPeerAuthenticated.ToString());
            context.ResponseTrailers.Add("common-name", context.AuthContext.FindPropertiesByName("x509_common_name").Single().Value);
            context.ResponseTrailers.Add("thumbprint", context.GetHttpContext().Connection.ClientCertificate!.Thumbprint);
            return continuation(request, context);
        }
    }
}
