namespace Insurance.Cli.Tests.Processes;

/// <summary>What programs that this one starts see of its environment.</summary>
public sealed class ChildEnvironmentTests : IDisposable
{
    private static readonly string[] Secrets = ["AWS_SECRET_ACCESS_KEY", "DATABASE_URL", "GATEWAY__PASSWORD", "CORE_PEER_ADDRESS", "NUGET_TOKEN"];
    private readonly string _folder = Directory.CreateTempSubdirectory("insure-environment-").FullName;

    public ChildEnvironmentTests() => Array.ForEach(Secrets, name => Environment.SetEnvironmentVariable(name, "top-secret"));

    public void Dispose()
    {
        Array.ForEach(Secrets, name => Environment.SetEnvironmentVariable(name, null));
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Tool_SeesWhatItNeedsAndNoSecret()
    {
        var result = await ToolProcess.RunAsync(
            new ProgramCommand("/usr/bin/env", []), [], FabricEnvironment.Of(("CORE_PEER_LOCALMSPID", "A")), CancellationToken.None);

        ShouldBeBare(result.Output);
        result.Output.ShouldContain("CORE_PEER_LOCALMSPID=A\n");
    }

    [Fact]
    public async Task DetachedProcess_SeesWhatItNeedsAndNoSecret()
    {
        var log = Path.Combine(_folder, "log");
        var identity = DetachedProcess.Start(new ProgramCommand("/usr/bin/env", []), [], log, _folder, new Dictionary<string, string?> { ["DOTNET_TieredPGO"] = "0" });

        for (var tries = 0; tries < 1000 && identity.IsAlive; tries++)
        {
            await Task.Delay(10);
        }

        LogRotation.Settle([log], TimeSpan.FromSeconds(30));
        var output = await File.ReadAllTextAsync(log);
        ShouldBeBare(output);
        output.ShouldContain("DOTNET_TieredPGO=0\n");
    }

    [Fact]
    public async Task Variable_NamedByTheOperator_IsHandedOn()
    {
        Environment.SetEnvironmentVariable(ChildEnvironment.PassVariable, "DATABASE_URL, NO_SUCH");
        try
        {
            var result = await ToolProcess.RunAsync(new ProgramCommand("/usr/bin/env", []), [], FabricEnvironment.Of(), CancellationToken.None);
            result.Output.ShouldContain("DATABASE_URL=top-secret");
            result.Output.ShouldNotContain("AWS_");
        }
        finally
        {
            Environment.SetEnvironmentVariable(ChildEnvironment.PassVariable, null);
        }
    }

    [Theory]
    [InlineData("DOCKER_HOST", true)]
    [InlineData("https_proxy", true)]
    [InlineData("AWS_SECRET_ACCESS_KEY", false)]
    public void Docker_GetsItsOwn(string variable, bool handedOn) => DockerEngine.IsOfDocker(variable).ShouldBe(handedOn);

    private static void ShouldBeBare(string output)
    {
        output.ShouldContain("PATH=");
        output.ShouldNotContain("top-secret");
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = line.Split('=')[0];

            // PWD, SHLVL and _ are the shell's own.
            (ChildEnvironment.IsKept(name) || name is "PWD" or "OLDPWD" or "SHLVL" or "_" or "CORE_PEER_LOCALMSPID").ShouldBeTrue(name);
        }
    }
}
