namespace Insurance.Cli.Tests.Rendering;

/// <summary>The scripts as a peer runs them.</summary>
public sealed class ExternalBuilderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("insure-builder-").FullName;

    public ExternalBuilderTests()
    {
        ExternalBuilder.Write(Path.Combine(_folder, "builder"));
        foreach (var name in new[] { "code", "metadata", "output", "release" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{"type":"ccaas","label":"insurance_1.0"}""", 0)]
    [InlineData("{\n  \"label\" : \"insurance_1.0\",\n  \"type\" :\t\"CCAAS\"\n}", 0)]
    [InlineData("""{"type":"golang","label":"ccaas"}""", 1)]
    [InlineData("""{"label":"insurance_1.0"}""", 1)]
    public async Task Detect_Metadata_TakesChaincodeAsAServiceOnly(string metadata, int expected)
    {
        Write("metadata/metadata.json", metadata);

        (await RunAsync("detect", "code", "metadata")).ExitCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Build_WordsOfThePackage_AreFilledFromThePeersEnvironment()
    {
        Write("code/connection.json", """{"address":"{{.chaincode_address}}","dial_timeout":"5s","tls_required":false,"note":"{{ .other }}"}""");
        Write("code/META-INF/statedb/couchdb/indexes/a.json", "{}");

        (await BuildAsync("""{"other": "[::1]:9", "chaincode_address": "127.0.0.1:8051"}""")).ExitCode.ShouldBe(0);
        (await RunAsync("release", "output", "release")).ExitCode.ShouldBe(0);

        Read("release/chaincode/server/connection.json").Trim()
            .ShouldBe("""{"address":"127.0.0.1:8051","dial_timeout":"5s","tls_required":false,"note":"[::1]:9"}""");
        Read("release/statedb/couchdb/indexes/a.json").ShouldBe("{}");
    }

    [Fact]
    public async Task Build_FixedAddress_NeedsNoEnvironment()
    {
        Write("code/connection.json", "{\n  \"address\": \"chaincode.example:9999\",\n  \"dial_timeout\": \"10s\"\n}\n");

        (await BuildAsync(null)).ExitCode.ShouldBe(0);

        Read("output/connection.json").ShouldContain("\"address\": \"chaincode.example:9999\"");
    }

    [Theory]
    [InlineData(null, null, "the package has no connection.json; put one with the server's address into its code.tar.gz")]
    [InlineData("""{"dial_timeout":"5s"}""", null, "connection.json has the address ''; write host:port of the chaincode's server")]
    [InlineData("""{"address":""}""", null, "connection.json has the address ''; write host:port of the chaincode's server")]
    [InlineData("""{"address":"localhost"}""", null, "connection.json has the address 'localhost'; write host:port of the chaincode's server")]
    [InlineData("""{"address":"{{.chaincode_address}}"}""", null, "the package asks for chaincode_address; start the peer with it in CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG")]
    [InlineData("""{"address":"{{.chaincode_address}}"}""", """{"chaincode_address":"$(touch broken)"}""", "the package asks for chaincode_address")]
    public async Task Build_NoAddress_SaysWhatToDoAndWritesNothing(string? connection, string? environment, string expected)
    {
        if (connection is not null)
        {
            Write("code/connection.json", connection);
        }

        var result = await BuildAsync(environment);

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain($"chaincode as a service: {expected}");
        Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "output")).ShouldBeEmpty();
    }

    private Task<(int ExitCode, string Errors)> BuildAsync(string? environment) =>
        RunAsync("build", ["code", "metadata", "output"], environment);

    private Task<(int ExitCode, string Errors)> RunAsync(string script, params string[] folders) => RunAsync(script, folders, null);

    private async Task<(int ExitCode, string Errors)> RunAsync(string script, string[] folders, string? environment)
    {
        // By its path, as a peer does: it must be executable and name its interpreter.
        var start = new ProcessStartInfo(Path.Combine(_folder, "builder", "bin", script)) { RedirectStandardError = true, WorkingDirectory = _folder };
        foreach (var name in folders)
        {
            start.ArgumentList.Add(Path.Combine(_folder, name));
        }

        start.Environment.Remove(ExternalBuilder.Variable);
        if (environment is not null)
        {
            start.Environment[ExternalBuilder.Variable] = environment;
        }

        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, errors);
    }

    private void Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_folder, name));
}
