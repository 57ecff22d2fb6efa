using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Insurance.Gateway.Tests.Support;

/// <summary>A gateway over real TLS on a fake ledger.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    public const string MspId = "InsurerOneMSP";
    private readonly WebApplication _app;
    private readonly string _directory;
    private readonly List<IDisposable> _owned = [];

    private GatewayServer(WebApplication app, string directory, FakeLedger ledger, Certificates certificates, Logs logs)
    {
        _app = app;
        _directory = directory;
        Ledger = ledger;
        Certificates = certificates;
        LogLines = logs.Lines;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Endpoint = new Uri(addresses.First());
        HolderEndpoint = new Uri(addresses.Last());
    }

    public FakeLedger Ledger { get; }

    public Certificates Certificates { get; }

    public ConcurrentQueue<string> LogLines { get; }

    public Uri Endpoint { get; }

    /// <summary>The policyholders' own listener, where the settings have one.</summary>
    public Uri HolderEndpoint { get; }

    /// <summary>PEM file of the server's certificate.</summary>
    public string CertificateFile => Path.Combine(_directory, "server.pem");

    /// <summary>PEM file of the revocation lists.</summary>
    public string RevocationFile => Path.Combine(_directory, "crl.pem");

    public static async Task<GatewayServer> StartAsync(
        OrganizationKind kind = OrganizationKind.Insurer,
        LimitSettings? limits = null,
        Func<Certificates, string>? revocationList = null,
        IReadOnlyList<string>? identities = null,
        TimeProvider? clock = null,
        FakeLedger? ledger = null,
        string? stateDirectory = null,
        IReadOnlyList<byte[]>? fingerprintKeys = null,
        HolderSettings? holders = null,
        bool personalData = false,
        TimeoutSettings? timeouts = null,
        IReadOnlyDictionary<Job, JobSettings>? jobs = null)
    {
        var directory = Directory.CreateTempSubdirectory("gateway-test-").FullName;
        var certificates = new Certificates();
        var server = certificates.Server();
        string Write(string name, string text)
        {
            var path = Path.Combine(directory, name);
            File.WriteAllText(path, text);
            return path;
        }

        var settings = BareSettings.In(stateDirectory ?? Path.Combine(directory, "state")) with
        {
            Organization = new OrganizationSettings(MspId, "Insurer One", kind),
            Tls = new TlsSettings(
                Write("server.pem", server.CertificatePem),
                Write("server.key", server.PrivateKeyPem),
                Write("ca.pem", certificates.AuthorityPem),
                revocationList is null ? null : Write("crl.pem", revocationList(certificates)),
                Write("brokers.pem", certificates.BrokersPem)),
            Identities = (identities ?? Roles.All).ToDictionary(role => role, _ => new IdentitySettings("", "")),
            Timeouts = (timeouts ?? new TimeoutSettings()) with { Shutdown = TimeSpan.FromSeconds(20) },
            Limits = limits ?? new LimitSettings(),
            PersonalData = personalData ? new PersonalDataSettings("k", new Dictionary<string, string> { ["k"] = WriteKey(directory) }) : null,
            Holders = holders ?? new HolderSettings(),
            Jobs = jobs ?? new Dictionary<Job, JobSettings>(),
            Fingerprints = fingerprintKeys is null ? null : KeyFiles(directory, fingerprintKeys),
        };
        ledger ??= new FakeLedger();
        var logs = new Logs();
        var app = GatewayHost.Build(
            settings,
            new ConfigurationBuilder().Build(),
            (_, loggers) =>
            {
                loggers.AddProvider(logs);
                return ledger;
            },
            clock ?? new ImpatientTime());
        await app.StartAsync();
        return new GatewayServer(app, directory, ledger, certificates, logs);
    }

    /// <summary>The same in every server, so that one can go on with the state directory of another.</summary>
    private static string WriteKey(string directory)
    {
        var path = Path.Combine(directory, "kek");
        File.WriteAllBytes(path, [.. Enumerable.Range(1, 32).Select(number => (byte)number)]);
        return path;
    }

    public GrpcChannel Channel(X509Certificate2? caller) => Channel(caller, Endpoint);

    public GrpcChannel Channel(X509Certificate2? caller, Uri endpoint)
    {
        var channel = GrpcChannel.ForAddress(endpoint, new GrpcChannelOptions
        {
            HttpHandler = Handler(caller),
            MaxSendMessageSize = 64 * 1024 * 1024,
        });
        _owned.Add(channel);
        return channel;
    }

    public GrpcChannel As(string role, string? broker = null) =>
        Channel(Certificates.Caller("alice", role, broker));

    public HttpClient Http(X509Certificate2? caller) => Http(caller, Endpoint);

    public HttpClient Http(X509Certificate2? caller, Uri endpoint)
    {
        var client = new HttpClient(Handler(caller)) { BaseAddress = endpoint };
        _owned.Add(client);
        return client;
    }

    /// <summary>Of a browser that shows each answer, and keeps and sends nothing by itself.</summary>
    public SocketsHttpHandler PlainHandler()
    {
        var handler = Handler(null);
        (handler.AllowAutoRedirect, handler.UseCookies) = (false, false);
        return handler;
    }

    /// <summary>Stops it as SIGTERM does, while its callers are still connected.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _owned.ForEach(item => item.Dispose());
        await _app.StopAsync();
        await _app.DisposeAsync();
        Certificates.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static FingerprintSettings KeyFiles(string directory, IReadOnlyList<byte[]> keys)
    {
        var files = keys.Select((_, number) => Path.Combine(directory, $"{number}.key")).ToList();
        files.Zip(keys).ToList().ForEach(pair => File.WriteAllBytes(pair.First, pair.Second));
        return new FingerprintSettings(files[0], files[1..]);
    }

    private SocketsHttpHandler Handler(X509Certificate2? caller)
    {
        var root = X509Certificate2.CreateFromPem(Certificates.AuthorityPem);
        return new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificateContext = caller is null ? null : SslStreamCertificateContext.Create(caller, null, offline: true),
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { root },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
    }

    private sealed class Logs : ILoggerProvider
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Logger(Lines);

        public void Dispose()
        {
        }
    }

    private sealed class Logger(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
    }
}
