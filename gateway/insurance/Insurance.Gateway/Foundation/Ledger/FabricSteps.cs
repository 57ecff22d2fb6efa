using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Fabric.Client;
using Grpc.Core;
using Grpc.Health.V1;
using Insurance.Gateway.Foundation.Errors;
using Insurance.Gateway.Foundation.Files;
using Insurance.Gateway.Foundation.Settings;

namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>The steps on the gateway service of a Fabric peer, or of the organization's next one while that does not answer: one identity for each role.</summary>
internal sealed class FabricSteps : ITransactionSteps, IPeerHealth, IDisposable
{
    private const string ProblemHeader = "ledger-problem";
    private readonly CallInvoker invoker;
    private readonly string chaincode;
    private readonly string ownMspId;
    private readonly Dictionary<string, Network> networks = new(StringComparer.Ordinal);
    private readonly List<IDisposable> owned = [];
    private readonly SharedEvents events;
    private volatile bool tellsNoHealth;

    private FabricSteps(GatewaySettings settings, ILoggerFactory loggers)
    {
        chaincode = settings.Chaincode;
        ownMspId = settings.Organization.MspId;
        invoker = Invoker(settings.Peer, loggers);
        foreach (var (role, identity) in settings.Identities)
        {
            var gateway = Connect(settings, role, identity);
            owned.Add(gateway);
            networks[role] = gateway.GetNetwork(settings.Channel);
        }

        events = new SharedEvents(new FabricEventBlocks(this, networks, settings.Channel, settings.Chaincode));
    }

    /// <summary>Prepares the connection; nothing is sent yet.</summary>
    /// <exception cref="ConfigurationException">A certificate or key cannot be used.</exception>
    public static ITransactionSteps Connect(GatewaySettings settings, ILoggerFactory loggers) =>
        new FabricSteps(settings, loggers);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> EvaluateAsync(LedgerCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await Proposal(call).EvaluateAsync(cancellationToken);
        }
        catch (GatewayException error)
        {
            throw FabricFailures.Proposing(error);
        }
    }

    /// <inheritdoc/>
    public IPendingTransaction Propose(LedgerCall call) => new FabricTransaction(Proposal(call), ownMspId);

    /// <inheritdoc/>
    public IAsyncEnumerable<LedgerEvent> EventsAsync(EventPosition? position, string role, CancellationToken cancellationToken) =>
        events.ReadAsync(position, role, cancellationToken);

    /// <inheritdoc/>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        if (tellsNoHealth)
        {
            return null;
        }

        try
        {
            using var call = new Health.HealthClient(invoker).CheckAsync(new HealthCheckRequest(), cancellationToken: cancellationToken);
            var headers = await call.ResponseHeadersAsync;
            return (await call.ResponseAsync).Status == HealthCheckResponse.Types.ServingStatus.NotServing
                ? headers.GetValue(ProblemHeader) ?? "the ledger cannot be written"
                : null;
        }
        catch (RpcException error)
        {
            // That it does not answer is for others to notice.
            tellsNoHealth = error.StatusCode == StatusCode.Unimplemented;
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        owned.AsEnumerable().Reverse().ToList().ForEach(item => item.Dispose());
    }

    private CallInvoker Invoker(PeerSettings settings, ILoggerFactory loggers)
    {
        var invokers = new List<OwnPeer>();
        foreach (var peer in settings.Others.Prepend(settings))
        {
            var channel = PeerChannel.Open(peer.Endpoint, Handler(peer), loggers);
            owned.Add(channel);
            invokers.Add(new OwnPeer(peer.Endpoint.ToString(), channel.CreateCallInvoker()));
        }

        if (invokers.Count == 1)
        {
            return invokers[0].Invoker;
        }

        var peers = new OwnPeers(invokers, TimeProvider.System, loggers.CreateLogger<OwnPeers>());
        owned.Add(peers);
        return new OwnPeersInvoker(peers);
    }

    private Proposal Proposal(LedgerCall call) =>
        networks[call.Role].GetContract(call.Chaincode ?? chaincode).NewProposal(call.Transaction, new ProposalOptions
        {
            Arguments = [.. call.Arguments.Select(argument => ProposalValue.FromBytes(argument.Span))],
            TransientData = (call.Transient ?? new Dictionary<string, byte[]>())
                .ToDictionary(item => item.Key, item => ProposalValue.FromBytes(item.Value)),
        });

    private FabricGateway Connect(GatewaySettings settings, string role, IdentitySettings identity)
    {
        // Checks that the key belongs to the certificate.
        using var certificate = PemFiles.WithKey(
            identity.Certificate, identity.Key, $"Identities:{role}:Certificate");
        var signer = EcdsaSigner.FromPem(File.ReadAllText(identity.Key));
        owned.Add(signer);
        return FabricGateway.Connect(invoker, new GatewayOptions
        {
            Identity = new X509Identity(settings.Organization.MspId, certificate),
            Signer = signer,
            TimeProvider = LedgerTime.Of(settings, TimeProvider.System),
            EvaluateTimeout = settings.Timeouts.Evaluate,
            EndorseTimeout = settings.Timeouts.Endorse,
            SubmitTimeout = settings.Timeouts.Submit,
            CommitStatusTimeout = settings.Timeouts.CommitStatus,
        });
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
