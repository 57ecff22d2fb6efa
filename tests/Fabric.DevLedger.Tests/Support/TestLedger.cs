using Fabric.Client;
using Grpc.Net.Client;

namespace Fabric.DevLedger.Tests.Support;

/// <summary>A ledger that runs in this process and is called over the network.</summary>
internal sealed class TestLedger : IAsyncDisposable
{
    private readonly List<IDisposable> _open = [];
    private LedgerServer? _server;

    public TestConsortium Consortium { get; } = new();

    public InProcessChaincode Chaincode { get; private set; } = new();

    public LedgerNode Node { get; private set; } = null!;

    /// <summary>The organization whose clients order nothing.</summary>
    public string? ReadOnly { get; private init; }

    public LimitOptions Limits { get; private init; } = new();

    public bool MovableClock { get; private init; }

    public bool StoppablePeers { get; private init; }

    public static async Task<TestLedger> StartAsync(
        string? readOnly = null, LimitOptions? limits = null, bool movableClock = false, bool stoppablePeers = false)
    {
        var ledger = new TestLedger
        {
            ReadOnly = readOnly,
            Limits = limits ?? new LimitOptions(),
            MovableClock = movableClock,
            StoppablePeers = stoppablePeers,
        };
        await ledger.StartServerAsync();
        return ledger;
    }

    public async Task StartServerAsync(Storage.VerificationLimits? limits = null)
    {
        Chaincode = new InProcessChaincode();
        var options = Consortium.Options(["unused"]);
        options = options with
        {
            Limits = Limits,
            MovableClock = MovableClock,
            StoppablePeers = StoppablePeers,
            Organizations = [.. options.Organizations.Select(organization => organization with { ReadOnly = organization.MspId == ReadOnly })],
        };
        Node = LedgerNode.Open(
            options, ChannelMaterial.Load(options), _ => Chaincode, TimeProvider.System, NullLoggerFactory.Instance, limits);
        _server = LedgerServer.Create(options, Node);
        await _server.StartAsync(CancellationToken.None);
    }

    public async Task StopServerAsync()
    {
        _open.ForEach(open => open.Dispose());
        _open.Clear();
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null;
        }
    }

    /// <summary>The channel through the peer of an organization, as one of its users unless asked otherwise.</summary>
    public Network Network(int organization = 0, GatewayOptions? user = null)
    {
        var gateway = FabricGateway.Connect(Channel(organization), user ?? Consortium.Organizations[organization].User());
        _open.Add(gateway);
        return gateway.GetNetwork(TestConsortium.Channel);
    }

    public Contract Contract(int organization = 0, GatewayOptions? user = null) =>
        Network(organization, user).GetContract(TestConsortium.Chaincode);

    public Uri Address(int organization) => new($"http://{_server!.Endpoints[organization].Endpoint}");

    public GrpcChannel Channel(int organization)
    {
        var channel = GrpcChannel.ForAddress(Address(organization), new GrpcChannelOptions { MaxReceiveMessageSize = 64 * 1024 * 1024 });
        _open.Add(channel);
        return channel;
    }

    public async ValueTask DisposeAsync()
    {
        await StopServerAsync();
        Consortium.Dispose();
    }
}
