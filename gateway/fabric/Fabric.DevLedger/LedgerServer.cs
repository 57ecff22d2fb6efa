using System.Net;
using System.Security.Cryptography.X509Certificates;
using BoundedLogging;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fabric.DevLedger;

/// <summary>Serves a ledger: one listener for the peer of each organization.</summary>
internal sealed class LedgerServer : IAsyncDisposable
{
    // A block travels as a query's answer.
    private const int MaxSentBytes = 100 * 1024 * 1024;

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

            // As Fabric's peers: a client that a proxy adds TLS for still says http.
            kestrel.AllowAlternateSchemes = true;
            Limit(kestrel.Limits, options.Limits);
            foreach (var organization in options.Organizations)
            {
                Listen(kestrel, organization, node.Context, listeners);
            }
        });
        builder.Services.AddSingleton(node.Context);
        builder.Services.AddSingleton<LocalPeers>();
        builder.Services.AddSingleton<GatewayService>();
        builder.Services.AddSingleton<DeliverService>();
        builder.Services.AddSingleton<HealthService>();
        builder.Services.AddSingleton<UndecodableRequests.Note>();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.Limits.RequestBytes;
            grpc.MaxSendMessageSize = MaxSentBytes;
            grpc.Interceptors.Add<UndecodableRequests.Note>();
        });
        var app = builder.Build();
        var filter = new CallFilter(node.Context.Gate, options.Limits, node.Context.Time);
        app.Use(next => context => filter.InvokeAsync(context, next));
        app.Use(next => context => UndecodableRequests.AnswerInternalAsync(context, next));
        app.MapGrpcService<GatewayService>();
        app.MapGrpcService<DeliverService>();
        app.MapGrpcService<HealthService>();
        app.Lifetime.ApplicationStopping.Register(node.BeginStop);
        return new LedgerServer(app, node, listeners);
    }

    public static void ConfigureLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();

        // Standard output is for the READY line alone.
        logging.AddProvider(new BoundedLoggerProvider(Console.OpenStandardError(), TimeProvider.System, new BoundedLoggerOptions()));
        logging.AddFilter("Microsoft", LogLevel.Warning);

        // Of requests it has a line at Information; where its log is off, none has an activity and a scope made for it.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // It reports requests that it cannot decode with a stack trace; UndecodableRequests has a line for those, and for methods that fail.
        logging.AddFilter("Grpc", LogLevel.None);
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

    private static void Limit(KestrelServerLimits kestrel, LimitOptions limits)
    {
        // Data rates are enforced by ending a whole connection; CallFilter ends the one call that does not go on.
        kestrel.MaxRequestBodySize = null;
        kestrel.MinRequestBodyDataRate = null;
        kestrel.MinResponseDataRate = null;
        kestrel.MaxConcurrentConnections = limits.Connections;
        kestrel.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Http2.MaxStreamsPerConnection = 2048;
        kestrel.Http2.KeepAlivePingDelay = TimeSpan.FromMinutes(1);

        // What a connection sends ahead of being read is in memory too.
        kestrel.Http2.InitialConnectionWindowSize = 512 * 1024;
        kestrel.Http2.InitialStreamWindowSize = 256 * 1024;
    }

    private static void Listen(
        KestrelServerOptions kestrel,
        OrganizationOptions organization,
        LedgerContext ledger,
        List<(string MspId, ListenOptions Listen)> listeners)
    {
        var peer = organization.Peer;
        kestrel.Listen(OptionsReader.ParseListen(peer.Listen)!, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Use(next => ledger.StoppedPeers.Guard(organization.MspId, next));
            listen.Use(ledger.Gate.Connections.Guard);
            if (peer.Tls is { } tls)
            {
                listen.UseHttps(
                    X509Certificate2.CreateFromPemFile(tls.Certificate, tls.Key),
                    https => https.OnAuthenticate = (_, options) => options.CipherSuitesPolicy = PeerCipherSuites.Policy);
            }

            listeners.Add((organization.MspId, listen));
        });
    }
}
