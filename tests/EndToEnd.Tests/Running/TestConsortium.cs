using System.Net.Security;

namespace EndToEnd.Tests.Running;

/// <summary>
/// A whole consortium of the repository's consortium.yaml on free ports and in a directory of its own, started and stopped
/// through the command line.
/// </summary>
public sealed class TestConsortium : IAsyncDisposable
{
    public const string Aurora = "AuroraMSP";
    public const string Meridian = "MeridianMSP";
    public const string Reinsurer = "SummitReMSP";
    public const string Regulator = "SupervisorMSP";
    public const string Broker = "harbour-brokers";

    private readonly TemporaryHome _home = new();
    private readonly ConcurrentDictionary<(Uri Gateway, string MspId, string Caller), GrpcChannel> _channels = new();
    private readonly List<IDisposable> _owned = [];

    private readonly string? _additions;

    private readonly string[] _arguments;
    private readonly Func<string, string>? _change;
    private readonly string _network;

    private TestConsortium(string? additions, string[] arguments, Func<string, string>? change, string? network = null, string? programs = null)
    {
        Programs = programs;
        _additions = additions;
        _arguments = arguments;
        _change = change;
        _network = network ?? LedgerUnderTest.Network;
    }

    public string Home => _home.Path;

    /// <summary>The folder of Fabric's programs that the next <c>up</c> takes; null: the usual one.</summary>
    public string? Programs { get; set; }

    /// <summary>Another program for DevLedger than the one that this solution's build has made.</summary>
    public string? LedgerProgram { get; private init; }

    public IReadOnlyList<RunningProcess> Processes { get; private set; } = [];

    /// <param name="additions">YAML to add to the repository's consortium.yaml.</param>
    /// <param name="arguments">Further arguments of <c>insure up</c>.</param>
    /// <param name="change">What is to be other in the repository's consortium.yaml.</param>
    /// <param name="network">Another ledger than the one under test.</param>
    /// <param name="programs">The folder of Fabric's programs.</param>
    /// <param name="ledgerProgram">Another program for DevLedger.</param>
    public static async Task<TestConsortium> StartAsync(
        string? additions = null, string[]? arguments = null, Func<string, string>? change = null, string? network = null, string? programs = null, string? ledgerProgram = null)
    {
        var consortium = new TestConsortium(additions, arguments ?? [], change, network, programs) { LedgerProgram = ledgerProgram };
        try
        {
            await consortium.UpAsync();
            return consortium;
        }
        catch
        {
            await consortium.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a backup holds, in a directory of its own and on ports of its own.</summary>
    public static async Task<TestConsortium> RestoreAsync(string archive)
    {
        var consortium = new TestConsortium(additions: null, [], change: null);
        try
        {
            (await InsureCommand.RunAsync("restore", archive, "--home", consortium.Home)).ShouldExitWith(0);
            await consortium.UpAsync();
            return consortium;
        }
        catch
        {
            await consortium.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts what does not run; ports stay the same.</summary>
    public async Task<CommandResult> UpAsync()
    {
        List<string> words = ["up", "--home", Home, "--base-port", "0", "--network", _network, .. _arguments];
        if (_additions is not null || _change is not null)
        {
            var file = _home.File("with-additions.yaml");
            var text = await File.ReadAllTextAsync(Repository.ConsortiumFile);
            await File.WriteAllTextAsync(file, (_change?.Invoke(text) ?? text) + _additions);
            words.AddRange(["--config", file]);
        }

        Dictionary<string, string> environment = [];
        if (Programs is not null)
        {
            environment["INSURE_FABRIC_BIN"] = Programs;
        }

        if (LedgerProgram is not null)
        {
            environment["INSURE_DEVLEDGER"] = LedgerProgram;
        }

        var result = await InsureCommand.RunAsync(environment, [.. words]);
        result.ShouldExitWith(0);
        // Beside fifteen containers an answer may come too late on a busy machine.
        await (_network == LedgerUnderTest.Docker ? HealthyAsync() : LookAsync());
        return result;
    }

    /// <summary>What runs now, all of it healthy: a process that was started again is another one.</summary>
    public async Task<IReadOnlyList<RunningProcess>> LookAsync()
    {
        var status = await InsureCommand.RunAsync("status", "--home", Home, "--json");
        return Processes = RunningProcess.Parse(status.ShouldExitWith(0).Output);
    }

    /// <summary>Waits until everything is healthy.</summary>
    public Task<IReadOnlyList<RunningProcess>> HealthyAsync() =>
        Waiting.EventuallyAsync(LookAsync, exception => exception is ShouldAssertException, TimeSpan.FromMinutes(3));

    public RunningProcess Process(string name) => Processes.Single(process => process.Name == name);

    public Uri Gateway(string mspId) => new(Processes.Single(process => process.Name == $"gateway-{mspId}").Address);

    public string CallerCertificate(string mspId, string caller) => _home.File("callers", mspId, caller + ".crt");

    public string CallerKey(string mspId, string caller) => _home.File("callers", mspId, caller + ".key");

    public string CaCertificate(string mspId) => _home.File("organizations", mspId, "ca", "ca.crt");

    public string CaKey(string mspId) => _home.File("organizations", mspId, "ca", "ca.key");

    /// <summary>The organization's own ledger identity for a role, as its gateway uses it.</summary>
    public (string CertificatePem, string KeyPem) LedgerIdentity(string mspId, string role) =>
    (
        File.ReadAllText(_home.File("organizations", mspId, "gateway", "identities", role + ".crt")),
        File.ReadAllText(_home.File("organizations", mspId, "gateway", "identities", role + ".key")));

    public string GatewayConfiguration(string mspId) => _home.File("organizations", mspId, "gateway", "gateway.json");

    /// <summary>A gRPC channel to an organization's gateway as one of its callers: a role, or a broker's id.</summary>
    public GrpcChannel Channel(string mspId, string caller) => _channels.GetOrAdd((Gateway(mspId), mspId, caller), key => GrpcChannel.ForAddress(
        key.Gateway,
        new GrpcChannelOptions
        {
            HttpHandler = Handler(key.MspId, key.Caller),
            DisposeHttpClient = true,

            // Tests share channels: what one of them disturbed is not to fail the next one's first call by an error of then.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(50),
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(200),
        }));

    /// <summary>For JSON over HTTP at <c>/insurance.v1.Service/Method</c>.</summary>
    public HttpClient Http(string mspId, string caller)
    {
        var client = new HttpClient(Handler(mspId, caller)) { BaseAddress = Gateway(mspId) };
        _owned.Add(client);
        return client;
    }

    /// <summary>A connection that trusts the organization's CA and presents <paramref name="certificate"/>, or none.</summary>
    public SocketsHttpHandler Handler(string mspId, X509Certificate2? certificate)
    {
        var root = X509CertificateLoader.LoadCertificateFromFile(CaCertificate(mspId));
        var options = Trusting(root);
        if (certificate is not null)
        {
            options.ClientCertificates = [certificate];
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        return new SocketsHttpHandler { SslOptions = options };
    }

    /// <summary>The other side's certificate is that authority's, and no other's.</summary>
    public static SslClientAuthenticationOptions Trusting(X509Certificate2 authority) => new()
    {
        CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { authority } },
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels.Values)
        {
            channel.Dispose();
        }

        _owned.ForEach(item => item.Dispose());
        var family = ProcessTable.Family(Processes.Select(process => process.Pid));
        // Volumes of a container engine are not in the directory that disappears.
        var down = await InsureCommand.RunAsync(["down", "--home", Home, .. _network == LedgerUnderTest.Docker ? ["--wipe"] : Array.Empty<string>()]);
        var left = ProcessTable.StillAlive(family);
        var mentioning = ProcessTable.Mentioning(Home);
        _home.Dispose();
        down.ShouldExitWith(0);
        left.ShouldBeEmpty("processes were left after insure down");
        mentioning.ShouldBeEmpty("processes of the consortium were left after insure down");
    }

    private SocketsHttpHandler Handler(string mspId, string caller) =>
        Handler(mspId, X509Certificate2.CreateFromPemFile(CallerCertificate(mspId, caller), CallerKey(mspId, caller)));
}
