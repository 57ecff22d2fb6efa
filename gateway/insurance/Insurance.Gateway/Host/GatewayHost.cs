using System.Security.Authentication;
using Grpc.AspNetCore.Server.Model;
using Insurance.Gateway.Transport.HolderPages;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Insurance.Gateway.Host;

/// <summary>Puts the gateway together.</summary>
internal static class GatewayHost
{
    // A request may be larger in the binary form of gRPC only by its framing and by what the gateway replaces.
    private const int MessageOverhead = 64 * 1024;

    private const string ErasureFollower = "erasures";

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
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = settings.Limits.RequestBytes + MessageOverhead;
            options.Interceptors.Add<GrpcRefusals>();
        });
        AddGateway(builder.Services, settings, connect, clock ?? TimeProvider.System);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.Timeouts.Shutdown);
        builder.Services.AddSingleton<OpenCalls>();
        builder.Services.AddHostedService(services => services.GetRequiredService<OpenCalls>());

        var app = builder.Build();

        // A key store that does not fit the keys ends the start, not the first call.
        app.Services.GetRequiredService<IPersonKeyStore>();
        var json = app.Services.GetRequiredService<JsonApi>();
        var plain = app.Services.GetRequiredService<PlainAnswers>();
        var refusals = app.Services.GetRequiredService<GrpcRefusals>();
        var slow = app.Services.GetRequiredService<SlowReaders>();
        var open = app.Services.GetRequiredService<OpenCalls>();
        app.Use(next => context => open.InvokeAsync(context, next));
        app.Use(next => context => plain.InvokeAsync(context, next));
        app.Use(next => context => HolderListener.InvokeAsync(context, next));
        app.Use(next => context => slow.InvokeAsync(context, next));
        var strangers = app.Services.GetRequiredService<CallerFilter>();
        app.Use(next => context => strangers.InvokeAsync(context, next));
        app.Use(next => context => json.InvokeAsync(context, next));
        app.Use(next => context => refusals.InvokeAsync(context, next));
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

            // Each body has Timeouts:RequestBody. Kestrel's own rate would end the whole connection of HTTP/2, without an answer.
            kestrel.Limits.MinRequestBodyDataRate = null;
            Limit(kestrel.Limits, settings.Limits);
            kestrel.Listen(settings.Listen.Address, settings.Listen.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(Https(certificate, chain, ClientCertificateMode.AllowCertificate));
            });
            if (settings.Holders.Listen is { } holders && settings.Organization.Kind.Can().HoldsRecords)
            {
                var own = settings.Holders.Certificate is { } files
                    ? (Certificate: PemFiles.WithKey(files.Certificate, files.Key, "Holders:Certificate"), Chain: PemFiles.Certificates(files.Certificate, "Holders:Certificate"))
                    : (Certificate: certificate, Chain: chain);
                kestrel.Listen(holders.Address, holders.Port, listen =>
                {
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(Https(own.Certificate, own.Chain, ClientCertificateMode.NoCertificate));
                    HolderListener.Mark(listen);
                });
            }
        });
    }

    private static void Limit(KestrelServerLimits kestrel, LimitSettings limits)
    {
        // What is not read yet is in memory, whoever sends it: a request and its headers fit, and little more.
        kestrel.MaxConcurrentConnections = limits.Connections;
        kestrel.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Http2.InitialConnectionWindowSize = 512 * 1024;
        kestrel.Http2.InitialStreamWindowSize = 384 * 1024;

        // It would end the whole connection for one stream; SlowReaders ends the stream.
        kestrel.MinResponseDataRate = null;
    }

    private static HttpsConnectionAdapterOptions Https(X509Certificate2 certificate, X509Certificate2Collection chain, ClientCertificateMode mode) => new()
    {
        ServerCertificate = certificate,
        ServerCertificateChain = chain,
        SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateMode = mode,

        // Decided for each call by CallerCertificates, which can say what is wrong.
        ClientCertificateValidation = (_, _, _) => true,
        OnAuthenticate = (_, options) => options.CipherSuitesPolicy = CipherSuites.Policy,
    };

    private static void AddGateway(
        IServiceCollection services,
        GatewaySettings settings,
        Func<GatewaySettings, ILoggerFactory, ITransactionSteps> connect,
        TimeProvider clock)
    {
        var methods = MethodTable.Default();
        EventCatalogue.Check(EventNames.All);
        var authorities = CallerAuthorities.Load(settings.Tls);
        var revoked = Revoked(settings.Tls.RevocationList, authorities);
        var mayPay = settings.Organization.Kind.Can().HoldsRecords
            && settings.Identities.ContainsKey(Roles.Finance);

        services.AddSingleton(settings);
        services.AddSingleton(settings.Limits);
        services.AddSingleton(settings.Timeouts);
        services.AddSingleton(clock);
        var ledgerTime = LedgerTime.Of(settings, clock);
        services.AddHostedService(provider => new ClockWatch(
            ledgerTime, clock, provider.GetRequiredService<ReadinessNotes>(), provider.GetRequiredService<ILogger<ClockWatch>>()));
        services.AddSingleton(new SlowReaders(settings.Timeouts, clock));
        services.AddSingleton(methods);
        services.AddSingleton(new CallerCertificates(settings.Organization.MspId, authorities, revoked, new CallerRules(Own(settings)), clock));
        services.AddSingleton<ReadinessNotes>();
        services.AddSingleton<CallerWatch>();
        services.AddHostedService(provider => new RevocationWatch(
            settings.Tls.RevocationList,
            authorities,
            provider.GetRequiredService<CallerCertificates>(),
            revoked,
            provider.GetRequiredService<ReadinessNotes>(),
            clock,
            provider.GetRequiredService<ILogger<RevocationWatch>>()));
        services.AddSingleton<ConnectionCaller>();
        services.AddSingleton(new Authorizer(settings.Organization.Kind, [.. settings.Identities.Keys]));
        services.AddSingleton(ErrorCodeTable.Load());
        services.AddSingleton<FailureMapper>();
        services.AddSingleton<CallLog>();
        services.AddSingleton(provider => connect(settings, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => new ResilientLedger(
            provider.GetRequiredService<ITransactionSteps>(),
            PeerConnection.Resilience(settings),
            clock,
            provider.GetRequiredService<ILogger<ResilientLedger>>()));
        services.AddSingleton<TransactionRunner>();
        services.AddSingleton<BrokerBook>();
        services.AddSingleton(settings.Organization);
        services.AddSingleton<IPersonKeyStore>(_ => settings.PersonalData is { } protection
            ? PersonKeyStore.Open(settings.PersonKeys, KeyEncryptionKeys.Load(protection))
            : new UnconfiguredPersonKeys());
        services.AddSingleton(provider => new PersonalDataVault(settings.Organization.MspId, provider.GetRequiredService<IPersonKeyStore>(), clock));
        services.AddSingleton(provider => new KeyStoreCheck(provider.GetRequiredService<IPersonKeyStore>(), settings, provider.GetRequiredService<ResilientLedger>()));
        services.AddSingleton<PartyOperations>();
        services.AddSingleton(new ClaimFingerprints(settings.Fingerprints is { } keys ? FingerprintKeys.Load(keys) : null));
        services.AddSingleton<PersonalDataOperations>();
        services.AddSingleton<FollowerFindings>();
        services.AddSingleton<PositionComparer>();
        var eraser = settings.PersonalData is null ? null : Erasers.FirstOrDefault(settings.Identities.ContainsKey);
        services.AddSingleton(provider => new Leftovers(
            provider.GetRequiredService<TransactionRunner>(),
            provider.GetRequiredService<IPersonKeyStore>(),
            settings.Organization,
            Erasers.FirstOrDefault(settings.Identities.ContainsKey),
            clock,
            provider.GetRequiredService<ILogger<Leftovers>>()));
        services.AddSingleton(provider => new FollowedErasures(provider.GetRequiredService<IPersonKeyStore>()));
        services.AddKeyedSingleton(ErasureFollower, (provider, _) => Follower(
            provider, "follower of erasures", provider.GetRequiredService<FollowedErasures>(), clock));
        services.AddHostedService(provider => new ErasureService(
            provider.GetRequiredKeyedService<EventFollower>(ErasureFollower),
            provider.GetRequiredService<PartyOperations>(),
            provider.GetRequiredService<IPersonKeyStore>(),
            settings.Organization.MspId,
            eraser,
            clock,
            provider.GetRequiredService<ILogger<ErasureService>>()));
        services.AddHostedService(provider => new LeftoverService(
            provider.GetRequiredService<Leftovers>(),
            provider.GetRequiredKeyedService<EventFollower>(ErasureFollower),
            provider.GetRequiredService<FollowedErasures>(),
            provider.GetRequiredService<PositionComparer>(),
            eraser,
            clock,
            provider.GetRequiredService<ILogger<LeftoverService>>()));
        AddJobs(services, settings, clock, ledgerTime);
        services.AddSingleton<ClaimOperations>();
        services.AddSingleton<IHolderGrantStore>(new HolderGrantStore(settings.HolderGrants));
        services.AddSingleton(settings.Holders);
        services.AddSingleton(settings.Organization);
        services.AddSingleton(provider => new HolderTokens(provider.GetRequiredService<IHolderGrantStore>(), settings.Holders, ledgerTime));
        services.AddSingleton(provider => new HolderViews(provider.GetRequiredService<TransactionRunner>(), settings, ledgerTime));
        services.AddSingleton<HolderOperations>();
        services.AddSingleton<HolderSessions>();
        services.AddSingleton<HolderPage>();
        services.AddSingleton<EventOperations>();
        services.AddSingleton(provider => new ChainReader(provider.GetRequiredService<ResilientLedger>(), settings.Channel));
        services.AddSingleton(provider => new ChaincodeLifecycle(provider.GetRequiredService<ResilientLedger>(), settings.Chaincode));
        services.AddSingleton<MemberSigner>();
        services.AddSingleton(provider => new PeriodSearch(
            provider.GetRequiredService<ChainReader>(), settings.Chaincode, Path.Combine(settings.StateDirectory, "chain-times.txt")));
        services.AddSingleton(provider => new AuditExporter(
            provider.GetRequiredService<ChainReader>(),
            provider.GetRequiredService<PeriodSearch>(),
            provider.GetRequiredService<ChaincodeLifecycle>(),
            provider.GetRequiredService<MemberSigner>(),
            ledgerTime));
        services.AddSingleton(provider => new AuditOperations(provider.GetRequiredService<AuditExporter>(), ledgerTime));
        services.AddSingleton<TransactionFacts>();
        services.AddSingleton<TransactionVerifier>();
        services.AddSingleton<ProvenanceOperations>();
        services.AddSingleton<OperationTable>();
        services.AddSingleton<ApiDispatcher>();
        services.AddSingleton<GrpcApi>();
        services.AddSingleton<IServiceMethodProvider<GrpcApi>, ApiBinder>();
        services.AddSingleton<CallerFilter>();
        services.AddSingleton<JsonApi>();
        services.AddSingleton<PlainAnswers>();
        services.AddSingleton<RequestBody>();
        services.AddSingleton<GrpcRefusals>();
        services.AddSingleton(provider => new StateFolderProbe(
            settings.StateDirectory, clock, provider.GetRequiredService<ILogger<StateFolderProbe>>()));
        services.AddSingleton<LedgerIdentities>();
        services.AddSingleton(provider => new PeerProbe(
            provider.GetRequiredService<LedgerIdentities>(),
            provider.GetRequiredService<ITransactionSteps>() as IPeerHealth,
            provider.GetRequiredService<StateFolderProbe>(),
            clock));
        services.AddSingleton(provider => new StartCheck(
            settings, provider.GetRequiredService<ITransactionSteps>(), clock, provider.GetRequiredService<ILogger<StartCheck>>(), provider.GetRequiredService<KeyStoreCheck>()));
        services.AddMetrics();
        services.AddHostedService<CertificateWatch>();
        services.AddSingleton<ReadinessService>();
        services.AddSingleton<ReflectionStreams>();
        services.AddSingleton<ReflectionService>();
        services.AddSingleton<AlphaReflectionService>();
        services.AddSingleton(provider => new ClaimPayments(
            provider.GetRequiredService<TransactionRunner>(), mayPay, provider.GetRequiredService<ILogger<ClaimPayments>>()));
        services.AddSingleton(new CheckpointFile(Path.Combine(settings.StateDirectory, "payments.json")));
        services.AddHostedService(provider => new ClaimPaymentService(
            Follower(provider, "automatic payer", provider.GetRequiredService<CheckpointFile>(), clock),
            provider.GetRequiredService<ClaimPayments>(),
            provider.GetRequiredService<CheckpointFile>(),
            settings.Organization.MspId,
            clock,
            provider.GetRequiredService<ILogger<ClaimPaymentService>>()));
    }

    private static void AddJobs(IServiceCollection services, GatewaySettings settings, TimeProvider clock, TimeProvider ledgerTime)
    {
        services.AddSingleton(new JobRunStore(settings.JobRuns));
        services.AddSingleton<JobOperations>();
        services.AddSingleton(provider => new JobRunner(
            provider.GetRequiredService<JobRunStore>(), clock, ledgerTime, provider.GetRequiredService<ILogger<JobRunner>>()));
        services.AddHostedService(provider => new JobService(
            [.. settings.Jobs.Select(job => (Job(provider, job.Key, job.Value), job.Value))],
            provider.GetRequiredService<JobRunner>(),
            provider.GetRequiredService<JobRunStore>(),
            provider.GetRequiredService<ReadinessNotes>(),
            clock,
            provider.GetRequiredService<ILogger<JobService>>()));
        services.AddHostedService(provider =>
        {
            var checkpoint = new CheckpointFile(Path.Combine(settings.StateDirectory, "settlements.json"));
            return new SettlementFollower(
                Follower(provider, "follower of readings", checkpoint, clock),
                checkpoint,
                provider.GetRequiredService<JobRunStore>(),
                settings.Jobs.ContainsKey(V1.Job.Settle),
                clock,
                provider.GetRequiredService<ILogger<SettlementFollower>>());
        });
    }

    private static IJob Job(IServiceProvider provider, V1.Job job, JobSettings settings)
    {
        var transactions = provider.GetRequiredService<TransactionRunner>();
        return job == V1.Job.Settle
            ? new SettlementJob(provider.GetRequiredService<JobRunStore>(), transactions)
            : new PolicyJob(job, settings.DaysBefore, transactions);
    }

    private static EventFollower Follower(IServiceProvider provider, string name, IFollowedPlace place, TimeProvider clock) => new(
        name,
        provider.GetRequiredService<ResilientLedger>(),
        provider.GetRequiredService<PositionComparer>(),
        place,
        provider.GetRequiredService<FollowerFindings>(),
        clock,
        provider.GetRequiredService<ILogger<EventFollower>>());

    private static RevocationLists Revoked(string? path, CallerAuthorities authorities)
    {
        var (lists, problem) = path is null ? (RevocationLists.None, null) : RevocationLists.Read(path, authorities);
        return problem is null ? lists! : throw new ConfigurationException([problem.ToString()]);
    }

    /// <summary>The certificates that the gateway itself has.</summary>
    private static IEnumerable<X509Certificate2> Own(GatewaySettings settings) =>
        settings.Identities.Values.Select(identity => identity.Certificate).Append(settings.Tls.Certificate).Where(File.Exists)
            .Select(path => PemFiles.Certificates(path, "Identities")[0]);

    private static void Map(WebApplication app)
    {
        app.MapGrpcService<GrpcApi>();
        app.MapGrpcService<ReadinessService>();
        app.MapGrpcService<ReflectionService>();
        app.MapGrpcService<AlphaReflectionService>();

        app.Services.GetRequiredService<HolderPage>().Map(app);
        var probe = app.Services.GetRequiredService<PeerProbe>();
        app.Map("/healthz", Answer(() => Task.FromResult<string?>(null), new ReadinessNotes()));
        app.Map("/readyz", Answer(probe.ProblemAsync, app.Services.GetRequiredService<ReadinessNotes>()));
    }

    private static RequestDelegate Answer(Func<Task<string?>> question, ReadinessNotes notes) => async context =>
    {
        var problem = await question();
        context.Response.StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        if (problem is not null)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        var status = HttpErrors.Quoted(problem ?? "ok");
        await context.Response.WriteAsync(notes.Codes is { Count: > 0 } codes
            ? $$"""{"status":{{status}},"notes":["{{string.Join("\",\"", codes)}}"]}"""
            : $$"""{"status":{{status}}}""");
    };
}
