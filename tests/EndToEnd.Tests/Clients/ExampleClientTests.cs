namespace EndToEnd.Tests.Clients;

/// <summary>The clients of examples/clients run as their READMEs say, and play the same story.</summary>
[Collection(ConsortiumFixture.Collection)]
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.DevLedger)]
public sealed class ExampleClientTests(ConsortiumFixture fixture)
{
    private static readonly string Modules = Path.Combine(Repository.Root, "tests", "Insurance.Gateway.Tests", "Interop", "node", "node_modules");

    [Fact]
    public Task DotNet_PlaysTheStory() => PlaysAsync("dotnet", Build("dotnet", "insurance-client"));

    [Fact]
    public Task Curl_PlaysTheStory() => PlaysAsync("curl", Repository.Example("clients", "curl", "client"));

    [ExampleFact("node", "-e", "require('@grpc/grpc-js'); require('@grpc/proto-loader')", Remedy = "run 'npm ci' in tests/Insurance.Gateway.Tests/Interop/node")]
    public Task Node_PlaysTheStory() => PlaysAsync("node", "node", Repository.Example("clients", "node", "client.js"));

    [ExampleFact("/usr/bin/python3", "-c", "import grpc, google.protobuf", Remedy = "install the Debian packages python3-grpcio and python3-protobuf")]
    public Task Python_PlaysTheStory() => PlaysAsync("python", "/usr/bin/python3", Repository.Example("clients", "python", "client.py"));

    /// <summary>The modules that the example needs and others have installed; a proxy of the environment is not for this machine.</summary>
    internal static Dictionary<string, string> Environment { get; } = new()
    {
        ["NODE_PATH"] = Modules,
        ["PYTHONDONTWRITEBYTECODE"] = "1",
        ["no_proxy"] = "localhost,127.0.0.1",
    };

    private async Task PlaysAsync(string client, string program, params string[] script)
    {
        var consortium = fixture.Consortium;
        var name = fixture.NewId(client);
        var gateway = consortium.Gateway(TestConsortium.Aurora).Authority;

        var first = (await ProgramRun.RunAsync(program, Environment, [.. script, consortium.Home, gateway, name])).ShouldExitWith(0);

        first.Output.ShouldBe($"""
            quoted  {name}-quote: 119000 EUR
            bound   {name}-policy: POLICY_STATUS_BOUND
            paid    {name}-policy: POLICY_STATUS_IN_FORCE
            claimed {name}-claim: CLAIM_STATUS_PAID
            event   PolicyBound {name}-policy
            event   ClaimPaid {name}-claim

            """);
        var again = (await ProgramRun.RunAsync(program, Environment, [.. script, consortium.Home, gateway, name])).ShouldExitWith(0);
        again.Output.ShouldBe(first.Output, "every request is a repeat");
    }

    /// <summary>The example's program, as the solution's build has made it.</summary>
    private static string Build(string folder, string program) =>
        Directory.EnumerateFiles(Repository.Example("clients", folder, "bin"), program, SearchOption.AllDirectories)
            .OrderByDescending(File.GetLastWriteTimeUtc)
            .First();
}
