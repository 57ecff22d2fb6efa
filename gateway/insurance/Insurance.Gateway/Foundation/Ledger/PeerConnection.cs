namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>The organization's peer, or its next one while that does not answer, with one identity for each role.</summary>
internal sealed class PeerConnection : ITransactionSteps, IPeerHealth, IDisposable
{
    private const string ProblemHeader = "ledger-problem";
    private readonly List<IDisposable> _owned = [];
    private readonly CallInvoker _invoker;
    private readonly FabricSteps _steps;
    private volatile bool _hasNoHealthService;

    private PeerConnection(GatewaySettings settings, ILoggerFactory loggers)
    {
        _invoker = Invoker(settings.Peer, loggers);
        _steps = new FabricSteps(
            _invoker,
            settings.Channel,
            settings.Chaincode,
            settings.Identities.ToDictionary(item => item.Key, item => Identity(settings, item.Key, item.Value), StringComparer.Ordinal),
            Resilience(settings));
        _owned.Add(_steps);
    }

    /// <summary>Prepares the connection; nothing is sent yet.</summary>
    /// <exception cref="ConfigurationException">A certificate or key cannot be used.</exception>
    public static ITransactionSteps Connect(GatewaySettings settings, ILoggerFactory loggers) => new PeerConnection(settings, loggers);

    /// <summary>What the settings say of the ledger's steps.</summary>
    public static ResilienceOptions Resilience(GatewaySettings settings) => new()
    {
        Evaluate = settings.Timeouts.Evaluate,
        Endorse = settings.Timeouts.Endorse,
        Submit = settings.Timeouts.Submit,
        CommitStatus = settings.Timeouts.CommitStatus,
        SubmitAgain = settings.Timeouts.SubmitAgain,
        ConflictRetries = settings.Limits.ConflictRetries,
    };

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> EvaluateAsync(LedgerCall call, CancellationToken cancellationToken) => _steps.EvaluateAsync(call, cancellationToken);

    /// <inheritdoc/>
    public IPendingTransaction Propose(LedgerCall call) => _steps.Propose(call);

    /// <inheritdoc/>
    public IAsyncEnumerable<CommittedChaincodeEvent> EventsAsync(EventOptions? start, string identity, CancellationToken cancellationToken) =>
        _steps.EventsAsync(start, identity, cancellationToken);

    /// <inheritdoc/>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        if (_hasNoHealthService)
        {
            return null;
        }

        try
        {
            using var call = new Health.HealthClient(_invoker).CheckAsync(new HealthCheckRequest(), cancellationToken: cancellationToken);
            var headers = await call.ResponseHeadersAsync;
            return (await call.ResponseAsync).Status == HealthCheckResponse.Types.ServingStatus.NotServing
                ? headers.GetValue(ProblemHeader) ?? "the ledger cannot be written"
                : null;
        }
        catch (RpcException error)
        {
            // That it does not answer is for others to notice.
            _hasNoHealthService = error.StatusCode == StatusCode.Unimplemented;
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _owned.AsEnumerable().Reverse().ToList().ForEach(item => item.Dispose());
    }

    private CallInvoker Invoker(PeerSettings settings, ILoggerFactory loggers)
    {
        var own = new List<OwnPeer>();
        foreach (var peer in settings.Others.Prepend(settings))
        {
            var channel = PeerChannel.Open(peer.Endpoint, Handler(peer), loggers);
            _owned.Add(channel);
            own.Add(new OwnPeer(peer.Endpoint.ToString(), channel.CreateCallInvoker()));
        }

        var peers = new OwnPeers(own, TimeProvider.System, loggers.CreateLogger<OwnPeers>());
        _owned.Add(peers);
        return peers.Invoker;
    }

    private GatewayOptions Identity(GatewaySettings settings, string role, IdentitySettings identity)
    {
        // Checks that the key belongs to the certificate.
        using var certificate = PemFiles.WithKey(
            identity.Certificate, identity.Key, $"Identities:{role}:Certificate");
        var signer = EcdsaSigner.FromPem(File.ReadAllText(identity.Key));
        _owned.Add(signer);
        return new GatewayOptions
        {
            Identity = new X509Identity(settings.Organization.MspId, certificate),
            Signer = signer,
            TimeProvider = LedgerTime.Of(settings, TimeProvider.System),
        };
    }

    private static SocketsHttpHandler Handler(PeerSettings peer)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(PemFiles.Certificates(peer.TlsRoot, "Peer:TlsRoot"));
        return new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,

            // What a stream receives ahead of being read; without the switch in the project file it would grow to 16 MiB.
            InitialHttp2StreamWindowSize = 512 * 1024,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = peer.ServerName ?? peer.Endpoint.Host,
                CertificateChainPolicy = policy,
            },
        };
    }
}
