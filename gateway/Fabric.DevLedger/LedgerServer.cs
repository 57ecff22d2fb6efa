using System.Net;
using System.Security.Cryptography.X509Certificates;
using Fabric.DevLedger.Configuration;
using Fabric.DevLedger.Services;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;

namespace Fabric.DevLedger;

/// <summary>Serves a ledger: one listener for the peer of each organization.</summary>
internal sealed class LedgerServer : IAsyncDisposable
{
    private const int MaxMessageBytes = 100 * 1024 * 1024;

    private readonly WebApplication _app;
    private readonly LedgerNode _node;
    private readonly List<(string MspId, ListenOptions Listen)> _listeners;

    private LedgerServer(WebApplication app, LedgerNode node, List<(string MspId, ListenOptions Listen)> listeners)
    {
        _app = app;
        _node = node;
        _listeners = listeners;
    }

    /// <summary>The peers' endpoints, once started.</summary>
    public IReadOnlyList<(string MspId, IPEndPoint Endpoint)> Endpoints =>
        _listeners.Select(listener => (listener.MspId, listener.Listen.IPEndPoint!)).ToList();

    public static LedgerServer Create(DevLedgerOptions options, LedgerNode node)
    {
        var listeners = new List<(string MspId, ListenOptions Listen)>();
        // Nothing is configured by appsettings.json; watching for one would wake up at every write of the ledger's files.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        ConfigureLogging(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 2048;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 4 * 1024 * 1024;
            kestrel.Limits.Http2.InitialStreamWindowSize = 1024 * 1024;
            foreach (var organization in options.Organizations)
            {
                Listen(kestrel, organization, listeners);
            }
        });
        builder.Services.AddSingleton(node.Context);
        builder.Services.AddSingleton<LocalPeers>();
        builder.Services.AddSingleton<GatewayService>();
        builder.Services.AddSingleton<DeliverService>();
        builder.Services.AddSingleton<UndecodableRequests.Note>();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageBytes;
            grpc.MaxSendMessageSize = MaxMessageBytes;
            grpc.Interceptors.Add<UndecodableRequests.Note>();
        });
        var app = builder.Build();
        app.Use(next => context => UndecodableRequests.AnswerInternalAsync(context, next));
        app.MapGrpcService<GatewayService>();
        app.MapGrpcService<DeliverService>();
        app.Lifetime.ApplicationStopping.Register(node.BeginStop);
        return new LedgerServer(app, node, listeners);
    }

    public static void ConfigureLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddJsonConsole();

        // Standard output is for the READY line alone.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddFilter("Microsoft", LogLevel.Warning);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _node.StartAsync(cancellationToken);
        await _app.StartAsync(cancellationToken);
        var peers = _app.Services.GetRequiredService<LocalPeers>();
        foreach (var (mspId, endpoint) in Endpoints)
        {
            peers.Add(endpoint.Port, _node.Context.Peers[mspId]);
        }
    }

    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _node.BeginStop();
        await _app.DisposeAsync();
        await _node.DisposeAsync();
    }

    private static void Listen(
        KestrelServerOptions kestrel, OrganizationOptions organization, List<(string MspId, ListenOptions Listen)> listeners)
    {
        var peer = organization.Peer;
        kestrel.Listen(OptionsReader.ParseListen(peer.Listen)!, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (peer.Tls is { } tls)
            {
                listen.UseHttps(X509Certificate2.CreateFromPemFile(tls.Certificate, tls.Key));
            }

            listeners.Add((organization.MspId, listen));
        });
    }
}
