using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fabric.Client.Tests.Server;

/// <summary>A peer in this process, reached over mutual TLS with certificates of the library's own authority.</summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CertificateAuthority _authority;
    private readonly CertificateAuthority _clientAuthority;

    private ScriptedPeer(WebApplication app, CertificateAuthority authority, CertificateAuthority clientAuthority)
    {
        _app = app;
        _authority = authority;
        _clientAuthority = clientAuthority;
    }

    public CallLog Log => _app.Services.GetRequiredService<CallLog>();

    public static async Task<ScriptedPeer> StartAsync()
    {
        var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "tlsca" });
        var clientAuthority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "client tlsca" });
        var certificate = Load(authority.Issue(new CertificateOptions { CommonName = "peer0", DnsNames = ["localhost"], ServerAuthentication = true }));

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (presented, _, _) => IsTrusted(presented, clientAuthority.CertificatePem);
            });
        }));
        builder.Services.AddSingleton<CallLog>();
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.MapGrpcService<ScriptedGateway>();
        app.MapGrpcService<ScriptedDeliver>();
        await app.StartAsync();
        return new ScriptedPeer(app, authority, clientAuthority);
    }

    public GrpcChannel Channel(bool withClientCertificate = true)
    {
        var port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = Trust.Only(X509Certificate2.CreateFromPem(_authority.CertificatePem));
        if (withClientCertificate)
        {
            handler.SslOptions.ClientCertificates = [Load(_clientAuthority.Issue(new CertificateOptions { CommonName = "alice", ClientAuthentication = true }))];
        }

        return GrpcChannel.ForAddress($"https://localhost:{port}", new GrpcChannelOptions { HttpHandler = handler });
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
        _authority.Dispose();
        _clientAuthority.Dispose();
    }

    // A key read from PEM lives in memory only; TLS on some platforms wants it from a store file.
    private static X509Certificate2 Load(IssuedCertificate issued)
    {
        using var certificate = X509Certificate2.CreateFromPem(issued.CertificatePem, issued.PrivateKeyPem);
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private static bool IsTrusted(X509Certificate2 certificate, string rootPem)
    {
        using var root = X509Certificate2.CreateFromPem(rootPem);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
