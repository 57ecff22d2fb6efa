using System.Net;
using System.Net.Sockets;
using Fabric.Client.Tests.Server;

namespace Fabric.Client.Tests;

/// <summary>The client over real connections with mutual TLS.</summary>
public sealed class ConnectionTests : IAsyncLifetime
{
    private readonly TestClient _signing = new();
    private ScriptedPeer _peer = null!;
    private GrpcChannel _channel = null!;
    private FabricGateway _gateway = null!;

    private Contract Contract => _gateway.GetNetwork("channel").GetContract("chaincode");

    public async Task InitializeAsync()
    {
        _peer = await ScriptedPeer.StartAsync();
        _channel = _peer.Channel();
        _gateway = Connect(o => o);
    }

    public async Task DisposeAsync()
    {
        _gateway.Dispose();
        _channel.Dispose();
        await _peer.DisposeAsync();
        _signing.Dispose();
    }

    [Fact]
    public async Task SubmitAndEvaluate_ManyAtOnceOverOneChannel_AllSucceed()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Contract.SubmitTransactionAsync("write", ProposalOptions.WithArguments($"{i}"))));
        results.Select(r => Encoding.UTF8.GetString(r.Span)).ShouldBe(Enumerable.Range(0, 64).Select(i => $"{i}"));
        (await Contract.EvaluateTransactionAsync("read", ProposalOptions.WithArguments("x"))).Span.SequenceEqual("x"u8).ShouldBeTrue();
    }

    [Fact]
    public async Task Evaluate_ThreeMebibytes_ComeBackUnchanged()
    {
        var large = new byte[3 * 1024 * 1024];
        new Random(1).NextBytes(large);
        (await Contract.EvaluateTransactionAsync("read", new ProposalOptions { Arguments = [large] })).Span.SequenceEqual(large).ShouldBeTrue();
    }

    [Fact]
    public async Task Evaluate_Fails_DetailsCrossTheWire()
    {
        var exception = await Should.ThrowAsync<GatewayException>(() => Contract.EvaluateTransactionAsync("fail"));
        exception.StatusCode.ShouldBe(StatusCode.Unknown);
        exception.Message.ShouldContain("evaluate failed: ≠");
        exception.Details.ShouldBe([new ErrorDetail("peer0:7051", "Org1MSP", "first"), new ErrorDetail("peer1:7051", "Org2MSP", "second")]);
    }

    [Fact]
    public async Task Evaluate_PastItsDeadline_FailsHereAndIsCancelledThere()
    {
        // Connected before: a deadline that passes during the handshakes reaches nobody there.
        await Contract.EvaluateTransactionAsync("read", ProposalOptions.WithArguments("x"));
        using var impatient = Connect(o => o with { EvaluateTimeout = TimeSpan.FromMilliseconds(200) });
        var proposal = impatient.GetNetwork("channel").GetContract("chaincode").NewProposal("wait");
        (await Should.ThrowAsync<GatewayException>(() => proposal.EvaluateAsync())).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        await _peer.Log.CancelledAsync(proposal.TransactionId);
    }

    [Theory]
    [InlineData("https")]
    [InlineData("http")]
    public async Task Evaluate_PastItsDeadlineBeforeThePeerAnswersAtAll_IsPastItsDeadline(string scheme)
    {
        // It accepts connections and says nothing.
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        using var channel = GrpcChannel.ForAddress($"{scheme}://{mute.LocalEndpoint}");
        using var gateway = FabricGateway.Connect(channel, Options() with { EvaluateTimeout = TimeSpan.FromMilliseconds(200) });
        for (var time = 0; time < 5; time++)
        {
            var exception = await Should.ThrowAsync<GatewayException>(() =>
                gateway.GetNetwork("channel").GetContract("chaincode").EvaluateTransactionAsync("read"));
            exception.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        }
    }

    [Fact]
    public async Task Evaluate_Cancelled_IsCancelledThere()
    {
        using var cancel = new CancellationTokenSource();
        var proposal = Contract.NewProposal("wait");
        var evaluation = proposal.EvaluateAsync(cancel.Token);
        await _peer.Log.StartedAsync(proposal.TransactionId);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => evaluation);
        await _peer.Log.CancelledAsync(proposal.TransactionId);
    }

    [Fact]
    public async Task ChaincodeEvents_LoopLeft_EndsTheCallThere()
    {
        var seen = new List<ulong>();
        await foreach (var item in _gateway.GetNetwork("channel").GetChaincodeEventsAsync("chaincode", new EventOptions { StartBlock = 5 }))
        {
            seen.Add(item.BlockNumber);
            if (seen.Count == 3)
            {
                break;
            }
        }

        seen.ShouldBe([5UL, 6UL, 7UL]);
        await _peer.Log.CancelledAsync("events");
    }

    [Fact]
    public async Task BlockEvents_Cancelled_EndTheCallThere()
    {
        using var cancel = new CancellationTokenSource();
        var seen = new List<ulong>();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var block in _gateway.GetNetwork("channel").GetBlockEventsAsync(cancellationToken: cancel.Token))
            {
                seen.Add(block.Header.Number);
                if (seen.Count == 3)
                {
                    await _peer.Log.StartedAsync("blocks");
                    await cancel.CancelAsync();
                }
            }
        });
        seen.ShouldBe([0UL, 1UL, 2UL]);
        await _peer.Log.CancelledAsync("blocks");
    }

    [Fact]
    public async Task FilteredBlockEvents_NotServed_FailInWords()
    {
        var exception = await Should.ThrowAsync<GatewayException>(async () =>
        {
            await foreach (var block in _gateway.GetNetwork("channel").GetFilteredBlockEventsAsync())
            {
            }
        });
        exception.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task Peer_WithoutClientCertificate_RefusesTheConnection()
    {
        using var channel = _peer.Channel(withClientCertificate: false);
        using var gateway = FabricGateway.Connect(channel, Options());
        var exception = await Should.ThrowAsync<GatewayException>(() =>
            gateway.GetNetwork("channel").GetContract("chaincode").EvaluateTransactionAsync("read", ProposalOptions.WithArguments("x")));
        exception.StatusCode.ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);
    }

    [Fact]
    public async Task Peer_Gone_IsUnavailable()
    {
        var transaction = await Contract.NewProposal("write", ProposalOptions.WithArguments("x")).EndorseAsync();
        await _peer.DisposeAsync();
        (await Should.ThrowAsync<SubmitException>(() => transaction.SubmitAsync())).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    private GatewayOptions Options() => new()
    {
        Identity = new X509Identity("Org1MSP", _signing.Certificate.CertificatePem),
        Signer = EcdsaSigner.FromPem(_signing.Certificate.PrivateKeyPem),
    };

    private FabricGateway Connect(Func<GatewayOptions, GatewayOptions> configure) => FabricGateway.Connect(_channel, configure(Options()));
}
