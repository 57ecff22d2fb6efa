namespace Fabric.Client.Tests;

/// <summary>The example of the library's README is this file's, which compiles and runs.</summary>
public class ReadmeTests
{
    [Fact]
    public void Readme_Example_IsTheCompiledOne() =>
        SourceTree.ShouldBeTheExampleOf("tests/Fabric.Client.Tests/ReadmeTests.cs", "gateway/fabric/Fabric.Client/README.md");

    [Fact]
    public async Task Readme_Example_CallsItsPeer()
    {
        using var client = new TestClient();
        using var handler = new SocketsHttpHandler();
        var asked = new List<string>();
        handler.ConnectCallback = (context, _) =>
        {
            asked.Add(context.DnsEndPoint.ToString());
            throw new IOException("There is no such peer.");
        };

        var exception = await Should.ThrowAsync<EndorseException>(() => ExampleAsync(
            new GrpcChannelOptions { HttpHandler = handler }, client.Certificate.PrivateKeyPem, client.Certificate.CertificatePem, "unused"));

        exception.StatusCode.ShouldBe(StatusCode.Unavailable);
        asked.ShouldHaveSingleItem().ShouldContain("peer0.org1.example.com:7051");
    }

    private static async Task ExampleAsync(GrpcChannelOptions channelOptions, string privateKeyPem, string certificatePem, string checkpointFile)
    {
        // example begins
        using var channel = GrpcChannel.ForAddress("https://peer0.org1.example.com:7051", channelOptions);
        using var signer = EcdsaSigner.FromPem(privateKeyPem);
        using var gateway = FabricGateway.Connect(channel, new GatewayOptions
        {
            Identity = new X509Identity("Org1MSP", certificatePem),
            Signer = signer,
        });

        var network = gateway.GetNetwork("mychannel");
        var contract = network.GetContract("assets");
        var result = await contract.SubmitTransactionAsync("Create", ProposalOptions.WithArguments("asset1", "blue"));
        var asset = await contract.EvaluateTransactionAsync("Read", ProposalOptions.WithArguments("asset1"));

        var checkpointer = await FileCheckpointer.OpenAsync(checkpointFile);
        await foreach (var item in network.GetChaincodeEventsAsync("assets", new EventOptions { StartBlock = 0, Checkpoint = checkpointer }))
        {
            await ProcessAsync(item);
            await checkpointer.CheckpointChaincodeEventAsync(item);
        }
        // example ends
    }

    private static Task ProcessAsync(CommittedChaincodeEvent item) => Task.FromResult(item);
}
