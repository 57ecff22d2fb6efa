namespace EndToEnd.Tests.Packages;

/// <summary>
/// The packages work where nothing of this repository is: an empty project adds Fabric.Client, has the example of its README for its program,
/// and calls a DevLedger that was installed as a tool.
/// </summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.DevLedger)]
public sealed class PackageTests : IDisposable
{
    private static readonly string[] Libraries = ["Fabric.Protos", "Fabric.Msp", "Fabric.Client", "Fabric.Client.Resilience"];

    private readonly TemporaryHome _folder = new();

    public PackageTests()
    {
        Directory.CreateDirectory(_folder.Path);
        Directory.CreateDirectory(_folder.File("feed"));
        // Ours come from the folder that they are packed to; what they need has been fetched for the projects here, and no feed is asked.
        File.WriteAllText(_folder.File("nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{_folder.File("feed")}" /></packageSources>
              <fallbackPackageFolders><add key="fetched" value="{FetchedPackages}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    private static Dictionary<string, string> Usual { get; } = new() { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" };

    private static string FetchedPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
        ? given
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Packages_InAnEmptyProject_RunTheSampleAgainstDevLedger()
    {
        foreach (var library in Libraries)
        {
            await DotNetAsync(Usual, "pack", Project(library), "-c", "Release", "--no-build", "-o", _folder.File("feed"), "--nologo");
        }

        // Restores the projects that it references too, which must go on finding their packages when this test's are gone.
        await DotNetAsync(Usual, "pack", Project("Fabric.DevLedger"), "-c", "Release", "-o", _folder.File("feed"), "--nologo", "-p:BuildProjectReferences=false");
        var version = Version("Fabric.Client");
        Libraries.Select(Version).ShouldAllBe(other => other == version);
        await DotNetAsync(Alone(), "tool", "install", "devledger", "--tool-path", _folder.File("tools"), "--version", Version("devledger"), "--configfile", _folder.File("nuget.config"));
        WriteProject(version);
        await DotNetAsync(Alone(), "build", _folder.File("app"), "-c", "Release", "--nologo", "-v", "quiet");

        await using var consortium = await TestConsortium.StartAsync(ConsortiumFixture.Conformance, ledgerProgram: _folder.File("tools", "devledger"));

        ProcessTable.Mentioning(_folder.File("tools")).ShouldNotBeEmpty("the ledger that runs is the tool");
        var run = await RunSampleAsync(consortium);
        run.ShouldExitWith(0).Output.ShouldBe("""
            Create: blue
            Read: blue
            Conflicts are met 5 times

            """);
    }

    private static string Project(string name) => Path.Combine(Repository.Root, "gateway", "fabric", name);

    /// <summary>The version of a package that was made.</summary>
    private string Version(string package) =>
        Path.GetFileName(Directory.EnumerateFiles(_folder.File("feed"), package + ".*.nupkg").Where(file => IsOf(package, file)).ShouldHaveSingleItem())[(package.Length + 1)..^".nupkg".Length];

    // A name may begin with another's.
    private static bool IsOf(string package, string file) => char.IsAsciiDigit(Path.GetFileName(file)[package.Length + 1]);

    private void WriteProject(string version)
    {
        Directory.CreateDirectory(_folder.File("app"));
        var used = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props")).Split("Include=\"Grpc.Net.Client\" Version=\"")[1].Split('"')[0];
        File.WriteAllText(_folder.File("app", "app.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Fabric.Client" Version="{version}" />
                <PackageReference Include="Fabric.Client.Resilience" Version="{version}" />
                <PackageReference Include="Grpc.Net.Client" Version="{used}" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(_folder.File("app", "Program.cs"), Program(OnThisNetwork(Sample())));
    }

    /// <summary>The example of the library's README.</summary>
    private static string Sample() =>
        File.ReadAllText(Path.Combine(Repository.Root, "gateway", "fabric", "Fabric.Client", "README.md")).Split("```csharp\n")[1].Split("```")[0];

    /// <summary>The example with the names of the network that runs here; each of them must be in it.</summary>
    private static string OnThisNetwork(string sample)
    {
        var names = new Dictionary<string, string>
        {
            ["\"https://peer0.org1.example.com:7051\""] = "args[0]",
            ["\"Org1MSP\""] = $"\"{TestConsortium.Aurora}\"",
            ["\"mychannel\""] = "args[1]",
            ["\"assets\""] = $"\"{PeerClient.Conformance}\"",
            ["\"Create\", ProposalOptions.WithArguments(\"asset1\", \"blue\")"] = "\"putAndEvent\", ProposalOptions.WithArguments(\"asset1\", \"blue\", \"Created\", \"asset1\")",
            ["\"Read\", "] = "\"get\", ",
        };
        foreach (var (theirs, ours) in names)
        {
            sample.ShouldContain(theirs);
            sample = sample.Replace(theirs, ours, StringComparison.Ordinal);
        }

        return sample;
    }

    private static string Program(string sample) => $$"""
        using System.Net.Security;
        using System.Security.Cryptography.X509Certificates;
        using System.Text;
        using Fabric.Client;
        using Fabric.Client.Resilience;
        using Grpc.Net.Client;

        var root = X509CertificateLoader.LoadCertificateFromFile(args[2]);
        var channelOptions = new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions
                {
                    CertificateChainPolicy = new X509ChainPolicy
                    {
                        TrustMode = X509ChainTrustMode.CustomRootTrust,
                        CustomTrustStore = { root },
                        RevocationMode = X509RevocationMode.NoCheck,
                    },
                },
            },
        };
        var (certificatePem, privateKeyPem, checkpointFile) = (File.ReadAllText(args[3]), File.ReadAllText(args[4]), args[5]);

        {{sample}}

        // The loop is endless but for this.
        Task ProcessAsync(CommittedChaincodeEvent item)
        {
            Console.WriteLine($"Create: {Encoding.UTF8.GetString(result.Span)}");
            Console.WriteLine($"Read: {Encoding.UTF8.GetString(asset.Span)}");
            Console.WriteLine($"Conflicts are met {new ResilienceOptions().ConflictRetries} times");
            Environment.Exit(item.EventName == "Created" ? 0 : 1);
            return Task.CompletedTask;
        }
        """;

    private async Task<CommandResult> RunSampleAsync(TestConsortium consortium)
    {
        using var settings = JsonDocument.Parse(await File.ReadAllTextAsync(consortium.GatewayConfiguration(TestConsortium.Aurora)));
        var gateway = settings.RootElement.GetProperty("Gateway");
        var (certificate, key) = consortium.LedgerIdentity(TestConsortium.Aurora, "underwriter");
        await File.WriteAllTextAsync(_folder.File("client.crt"), certificate);
        await File.WriteAllTextAsync(_folder.File("client.key"), key);
        return await ProgramRun.RunAsync(
            _folder.File("app", "bin", "Release", "net10.0", "app"),
            Alone(),
            gateway.GetProperty("Peer").GetProperty("Endpoint").GetString()!,
            gateway.GetProperty("Channel").GetString()!,
            consortium.CaCertificate(TestConsortium.Aurora),
            _folder.File("client.crt"),
            _folder.File("client.key"),
            _folder.File("checkpoint"));
    }

    private static async Task DotNetAsync(Dictionary<string, string> environment, params string[] arguments) =>
        (await ProgramRun.RunAsync("dotnet", environment, arguments)).ShouldExitWith(0);

    /// <summary>Packages of its own: no other test, and no other version, can have put one there.</summary>
    private Dictionary<string, string> Alone() => new()
    {
        ["NUGET_PACKAGES"] = _folder.File("packages"),
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["no_proxy"] = "localhost,127.0.0.1",
    };
}
