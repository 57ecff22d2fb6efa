using Grpc.Net.Client;

namespace Fabric.Client.Resilience.Tests;

/// <summary>The example of the library's README is this file's, which compiles and runs.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Readme_Example_IsTheCompiledOne() =>
        SourceTree.ShouldBeTheExampleOf("tests/Fabric.Client.Resilience.Tests/ReadmeTests.cs", "gateway/fabric/Fabric.Client.Resilience/README.md");

    [Fact]
    public async Task Readme_Example_AsksBothPeers()
    {
        using var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca" });
        var client = authority.Issue(new CertificateOptions { CommonName = "client" });
        using var handler = new SocketsHttpHandler();
        var asked = new System.Collections.Concurrent.ConcurrentBag<string>();
        handler.ConnectCallback = (context, _) =>
        {
            asked.Add(context.DnsEndPoint.ToString());
            throw new IOException("There is no such peer.");
        };

        var exception = await Should.ThrowAsync<LedgerException>(() => ExampleAsync(
            new GrpcChannelOptions { HttpHandler = handler }, client.PrivateKeyPem, client.CertificatePem, CancellationToken.None));

        exception.Failure.ShouldBe(LedgerFailure.Unavailable);
        string.Join(' ', asked).ShouldContain("peer0.org1.example.com:7051");
        string.Join(' ', asked).ShouldContain("peer1.org1.example.com:7051");
    }

    private static async Task ExampleAsync(
        GrpcChannelOptions channelOptions, string privateKeyPem, string certificatePem, CancellationToken cancellationToken)
    {
        // example begins
        using var channel0 = GrpcChannel.ForAddress("https://peer0.org1.example.com:7051", channelOptions);
        using var channel1 = GrpcChannel.ForAddress("https://peer1.org1.example.com:7051", channelOptions);
        using var peers = new OwnPeers([new OwnPeer("peer0", channel0.CreateCallInvoker()), new OwnPeer("peer1", channel1.CreateCallInvoker())]);
        using var signer = EcdsaSigner.FromPem(privateKeyPem);
        using var steps = new FabricSteps(peers.Invoker, "mychannel", "assets", new Dictionary<string, GatewayOptions>
        {
            ["clerk"] = new() { Identity = new X509Identity("Org1MSP", certificatePem), Signer = signer },
        });
        var ledger = new ResilientLedger(steps, new ResilienceOptions { ConflictRetries = 3 });

        await ledger.SubmitAsync(new LedgerCall("Create", ["asset1"u8.ToArray(), "blue"u8.ToArray()], "clerk"), cancellationToken);
        var asset = await ledger.EvaluateAsync(new LedgerCall("Read", ["asset1"u8.ToArray()], "clerk"), cancellationToken);

        await foreach (var item in ledger.EventsAsync(new EventOptions { StartBlock = 0 }, "clerk", cancellationToken))
        {
            await ProcessAsync(item);
        }
        // example ends
    }

    private static Task ProcessAsync(CommittedChaincodeEvent item) => Task.FromResult(item);
}
