using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Fabric.Client;
using Grpc.Core;
using Grpc.Net.Client;
using Insurance.Consortium.Calls;
using Insurance.Consortium.Home;
using Insurance.Consortium.Rendering;

namespace Insurance.Bench;

/// <summary>A consortium of its own in a temporary folder, on free ports; gone when disposed.</summary>
internal sealed class BenchConsortium : IAsyncDisposable
{
    private readonly RunningConsortium _running;
    private readonly CallerDirectory _callers;

    private BenchConsortium(RunningConsortium running, CallerDirectory callers) => (_running, _callers) = (running, callers);

    public string Insurer { get; } = "AuroraMSP";

    /// <summary>What keeps the ledger: DevLedger or Fabric.</summary>
    public string LedgerName => Processes().Any(process => process.Name.StartsWith("peer", StringComparison.Ordinal)) ? "Fabric" : "DevLedger";

    public string HomePath => _running.Home.Path;

    public static async Task<BenchConsortium> StartAsync(string home, Options bench, CancellationToken cancellationToken)
    {
        var options = new UpOptions(bench.ConsortiumFile, 0, TimeSpan.FromSeconds(120), bench.Network);
        var running = await new ConsortiumStarter(new HomeDirectory(home), ProgramLocator.ForThisProcess, options, _ => { }).StartAsync(cancellationToken);
        var callers = new CallerDirectory(running.Home, running.Gateways);
        var consortium = new BenchConsortium(running, callers);
        try
        {
            await new ReadinessProbe(running, callers, options.Timeout).RunAsync(cancellationToken);
            return consortium;
        }
        catch
        {
            await consortium.DisposeAsync();
            throw;
        }
    }

    public CallerDirectory Callers => _callers;

    /// <summary>The insurer's gateway, called by a member of its staff.</summary>
    public ChannelBase Gateway(string role) => _callers.Of(Insurer, role).Channel;

    /// <summary>The insurer's peer, without a gateway of ours between: our client alone.</summary>
    public LedgerConnection Peer(string role)
    {
        var home = _running.Home;
        var organization = _running.Description.Organizations.First(o => o.MspId == Insurer);
        var root = X509CertificateLoader.LoadCertificateFromFile(home.CaCertificate(Insurer));
        var channel = GrpcChannel.ForAddress($"https://localhost:{organization.PeerPort}", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                SslOptions = TrustedRoot.Only(root),
            },
            DisposeHttpClient = true,
        });
        var gateway = FabricGateway.Connect(channel, new GatewayOptions
        {
            Identity = new X509Identity(Insurer, File.ReadAllText(home.WalletCertificate(Insurer, role))),
            Signer = EcdsaSigner.FromPem(File.ReadAllText(home.WalletKey(Insurer, role))),
        });
        return new LedgerConnection(channel, gateway, gateway.GetNetwork(_running.Description.Channel).GetContract(_running.Description.Chaincode.Name));
    }

    /// <summary>The same peer and identity for the Node client.</summary>
    public NodeConnection NodeConnection(string role)
    {
        var (home, description) = (_running.Home, _running.Description);
        return new NodeConnection(
            $"localhost:{description.Organizations.First(o => o.MspId == Insurer).PeerPort}",
            home.CaCertificate(Insurer),
            Insurer,
            home.WalletCertificate(Insurer, role),
            home.WalletKey(Insurer, role),
            description.Channel,
            description.Chaincode.Name);
    }

    /// <summary>The insurer's gateway.</summary>
    public int GatewayProcessId =>
        _running.State.Processes.First(process => process.Name == ConsortiumStarter.GatewayName(_running.Description.Organizations.First(o => o.MspId == Insurer))).Identity.Pid;

    /// <summary>Processor time so far by kind of process (peer, orderer, chaincode, gateway), without some processes.</summary>
    public IReadOnlyDictionary<string, double> NetworkMilliseconds(IReadOnlyList<int> without) =>
        Processes().Where(process => !without.Contains(process.Pid))
            .GroupBy(process => process.Name.Split('-')[0].TrimEnd([.. "0123456789"]))
            .ToDictionary(kind => kind.Key, kind => kind.Sum(process => ProcessFigures.ProcessorMilliseconds(process.Pid)));

    /// <summary>Resident memory of every process of the consortium now, MB (10⁶ bytes).</summary>
    public IEnumerable<(string Name, double Megabytes)> Memory() =>
        Processes().Select(process => (process.Name, ProcessFigures.ResidentMegabytes(process.Pid)));

    /// <summary>Processor time of every process of the consortium, and of this one, so far.</summary>
    public IReadOnlyDictionary<string, double> ProcessorMilliseconds() =>
        Processes().Append(("this client", Environment.ProcessId))
            .GroupBy(process => process.Item1)
            .ToDictionary(same => same.Key, same => same.Sum(process => ProcessFigures.ProcessorMilliseconds(process.Item2)));

    private IEnumerable<(string Name, int Pid)> Processes()
    {
        foreach (var process in _running.State.Processes)
        {
            yield return (process.Name, process.Identity.Pid);
            foreach (var child in ProcessFigures.Children(process.Identity.Pid))
            {
                // DevLedger's one child runs the chaincode's program of the same name.
                var name = ProcessFigures.NameOf(child);
                yield return (name == "devledger" ? "chaincode" : name, child);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _callers.Dispose();
        await ConsortiumStarter.StopStartedHereAsync(_running);
        Directory.Delete(_running.Home.Path, recursive: true);
    }
}
