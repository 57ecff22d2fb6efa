using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Insurance.Gateway.Api;
using Insurance.Gateway.Configuration;
using Insurance.Gateway.Errors;
using Insurance.Gateway.Fraud;
using Insurance.Gateway.Holder;
using Insurance.Gateway.Http;
using Insurance.Gateway.Ledger;
using Insurance.Gateway.Operations;
using Insurance.Gateway.Privacy;
using Insurance.Gateway.Provenance;
using Insurance.Gateway.Security;
using Insurance.Gateway.Services;
using Insurance.Gateway.StartChecks;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Insurance.Gateway.Hosting;

/// <summary>Puts the gateway together.</summary>
public static class GatewayHost
{
    // A request may be larger in the binary form of gRPC only by its framing and by what the gateway replaces.
    private const int MessageOverhead = 64 * 1024;

    // Those that may purge.
    private static readonly string[] Erasers = [Roles.Admin, Roles.Underwriter, Roles.ClaimsHandler];

    /// <summary>Builds the web application.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="configuration">Where log levels come from; section <c>Logging</c>.</param>
    /// <param name="connect">Connects to the peer.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="ConfigurationException">A file named in the settings cannot be used.</exception>
    public static WebApplication Build(
        GatewaySettings settings,
        IConfiguration configuration,
        Func<GatewaySettings, ILoggerFactory, ITransactionSteps> connect,
        TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "insurance-gateway" });
        GatewayLogging.Add(builder.Logging, configuration);
        AddServer(builder, settings);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = settings.Limits.RequestBytes + MessageOverhead);
        AddGateway(builder.Services, settings, connect, clock ?? TimeProvider.System);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.Timeouts.Shutdown);

        var app = builder.Build();

        // A key store that does not fit the keys ends the start, not the first call.
        app.Services.GetRequiredService<IPersonKeyStore>();
        var json = app.Services.GetRequiredService<JsonApi>();
        app.Use(next => context => json.InvokeAsync(context, next));
        app.UseRouting();
        Map(app);
        return app;
    }

    private static void AddServer(WebApplicationBuilder builder, GatewaySettings settings)
    {
        var tls = settings.Tls;
        var certificate = PemFiles.WithKey(tls.Certificate, tls.Key, "Tls:Certificate");
        var chain = PemFiles.Certificates(tls.Certificate, "Tls:Certificate");
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(settings.Listen.Address, settings.Listen.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(Https(certificate, chain));
            });
        });
    }

    private static HttpsConnectionAdapterOptions Https(X509Certificate2 certificate, X509Certificate2Collection chain) => new()
    {
        ServerCertificate = certificate,
        ServerCertificateChain = chain,
        SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateMode = ClientCertificateMode.AllowCertificate,

        // Decided for each call by CallerCertificates, which can say what is wrong.
        ClientCertificateValidation = (_, _, _) => true,
    };

    private static void AddGateway(
        IServiceCollection services,
        GatewaySettings settings,
        Func<GatewaySettings, ILoggerFactory, ITransactionSteps> connect,
        TimeProvider clock)
    {
        var methods = MethodTable.Default();
        var authorities = PemFiles.Certificates(settings.Tls.ClientCa, "Tls:ClientCa");
        var revoked = PemFiles.Blocks(settings.Tls.RevocationList, "Tls:RevocationList");
        var mayPay = settings.Organization.Kind == V1.OrganizationKind.Insurer
            && settings.Identities.ContainsKey(Roles.Finance);

        services.AddSingleton(settings);
        services.AddSingleton(settings.Limits);
        services.AddSingleton(clock);
        services.AddSingleton(methods);
        services.AddSingleton(new CallerCertificates(settings.Organization.MspId, authorities, revoked, clock));
        services.AddSingleton<ConnectionCaller>();
        services.AddSingleton(new Authorizer(settings.Organization.Kind, [.. settings.Identities.Keys]));
        services.AddSingleton(ErrorCodeTable.Load());
        services.AddSingleton<FailureMapper>();
        services.AddSingleton(provider => connect(settings, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ILedger>(provider => new ResilientLedger(
            provider.GetRequiredService<ITransactionSteps>(),
            settings.Timeouts,
            settings.Limits,
            clock,
            provider.GetRequiredService<ILogger<ResilientLedger>>()));
        services.AddSingleton<TransactionRunner>();
        services.AddSingleton<BrokerBook>();
        services.AddSingleton(settings.Organization);
        services.AddSingleton<IPersonKeyStore>(_ => settings.PersonalData is { } protection
            ? PersonKeyStore.Open(settings.PersonKeys, KeyEncryptionKeys.Load(protection))
            : new UnconfiguredPersonKeys());
        services.AddSingleton(provider => new PersonalDataVault(settings.Organization.MspId, provider.GetRequiredService<IPersonKeyStore>()));
        services.AddSingleton<PartyOperations>();
        services.AddSingleton(new Fingerprints(settings.Fingerprints is { } keys ? FingerprintKeys.Load(keys) : null));
        services.AddSingleton<PersonalDataOperations>();
        services.AddHostedService(provider => new ErasureService(
            provider.GetRequiredService<ILedger>(),
            provider.GetRequiredService<BlockSource>(),
            provider.GetRequiredService<PartyOperations>(),
            provider.GetRequiredService<IPersonKeyStore>(),
            settings.Organization.MspId,
            settings.PersonalData is null ? null : Erasers.FirstOrDefault(settings.Identities.ContainsKey),
            clock,
            provider.GetRequiredService<ILogger<ErasureService>>()));
        services.AddSingleton<ClaimOperations>();
        services.AddSingleton<IHolderGrantStore>(new HolderGrantStore(Path.Combine(settings.StateDirectory, "holders.db")));
        services.AddSingleton(settings.Holders);
        services.AddSingleton(settings.Organization);
        services.AddSingleton<HolderTokens>();
        services.AddSingleton<HolderViews>();
        services.AddSingleton<HolderOperations>();
        services.AddSingleton<HolderPage>();
        services.AddSingleton<EventOperations>();
        services.AddSingleton(provider => new BlockSource(provider.GetRequiredService<ILedger>(), settings.Channel));
        services.AddSingleton(provider => new ChaincodeLifecycle(provider.GetRequiredService<ILedger>(), settings.Chaincode));
        services.AddSingleton<MemberSigner>();
        services.AddSingleton<AuditExporter>();
        services.AddSingleton<AuditOperations>();
        services.AddSingleton<TransactionFacts>();
        services.AddSingleton<TransactionVerifier>();
        services.AddSingleton<ProvenanceOperations>();
        services.AddSingleton<OperationTable>();
        services.AddSingleton<ApiDispatcher>();
        services.AddSingleton<GrpcApi>();
        services.AddSingleton<JsonApi>();
        services.AddSingleton(provider => new PeerProbe(
            provider.GetRequiredService<BlockSource>(), settings.Identities.Keys.First(), clock));
        services.AddSingleton(provider => new StartCheck(
            settings, provider.GetRequiredService<ITransactionSteps>(), clock, provider.GetRequiredService<ILogger<StartCheck>>()));
        services.AddMetrics();
        services.AddHostedService<CertificateWatch>();
        services.AddSingleton<PublicServices>();
        services.AddSingleton<HealthService>();
        services.AddSingleton<ReflectionService>();
        services.AddSingleton(provider => new ClaimPayments(
            provider.GetRequiredService<TransactionRunner>(), mayPay, provider.GetRequiredService<ILogger<ClaimPayments>>()));
        services.AddHostedService(provider => new ClaimPaymentService(
            provider.GetRequiredService<ILedger>(),
            provider.GetRequiredService<ClaimPayments>(),
            new PaymentCheckpoint(Path.Combine(settings.StateDirectory, "payments.json")),
            settings.Organization.MspId,
            clock,
            provider.GetRequiredService<ILogger<ClaimPaymentService>>()));
    }

    private static void Map(WebApplication app)
    {
        app.MapGrpcService<ConsortiumService>();
        app.MapGrpcService<ProductsService>();
        app.MapGrpcService<PartiesService>();
        app.MapGrpcService<QuotesService>();
        app.MapGrpcService<PoliciesService>();
        app.MapGrpcService<ClaimsService>();
        app.MapGrpcService<OraclesService>();
        app.MapGrpcService<LedgerService>();
        app.MapGrpcService<EventsService>();
        app.MapGrpcService<HoldersService>();
        app.MapGrpcService<HealthService>();
        app.MapGrpcService<ReflectionService>();

        app.Services.GetRequiredService<HolderPage>().Map(app);
        var probe = app.Services.GetRequiredService<PeerProbe>();
        app.Map("/healthz", Answer(() => Task.FromResult(true)));
        app.Map("/readyz", Answer(probe.IsReadyAsync));
    }

    private static RequestDelegate Answer(Func<Task<bool>> question) => async context =>
    {
        var yes = await question();
        context.Response.StatusCode = yes ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(yes ? """{"status":"ok"}""" : """{"status":"the ledger does not answer"}""");
    };
}
