namespace Fabric.Client.Tests;

/// <summary>The example of the library's README is this file's, which compiles and runs.</summary>
public class ReadmeTests
{
    [Fact]
    public void Readme_Example_IsTheCompiledOne()
    {
        var source = File.ReadAllText(Path.Combine(RepositoryRoot(), "tests/Fabric.Client.Tests/ReadmeTests.cs"));
        var readme = File.ReadAllText(Path.Combine(RepositoryRoot(), "gateway/fabric/Fabric.Client/README.md"));
        Between(readme, "```csharp\n", "```").ShouldBe(Between(source, "        // example begins\n", "        // example ends").Replace("\n        ", "\n", StringComparison.Ordinal).TrimStart(' '));
    }

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

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Fabric.Insurance.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    private static string Between(string text, string begin, string end)
    {
        var start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return text[start..text.IndexOf(end, start, StringComparison.Ordinal)];
    }
}
