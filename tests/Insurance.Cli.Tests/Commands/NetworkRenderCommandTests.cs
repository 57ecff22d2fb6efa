namespace Insurance.Cli.Tests.Commands;

/// <summary><c>insure network render</c>.</summary>
public sealed class NetworkRenderCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("insure-command-").FullName;

    private string Home => Path.Combine(_folder, "home");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Render_RepositoryFile_WritesADirectoryToStartFrom()
    {
        (await RunAsync("--config", Repository.ConsortiumFile)).ShouldBe(ExitCodes.Success);

        File.Exists(Path.Combine(Home, "fabric", "configtx.yaml")).ShouldBeTrue();
        File.ReadAllText(Path.Combine(Home, "fabric", "peers", "AuroraMSP", "peer.env"))
            .ShouldBe("CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG='{\"chaincode_address\":\"127.0.0.1:8051\"}'\n");
        File.Exists(Path.Combine(Home, "state.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task Render_MistakeInTheFile_LeavesNoDirectoryBehind()
    {
        var file = Path.Combine(_folder, "consortium.yaml");
        await File.WriteAllTextAsync(file, "version: 1\n");

        (await RunAsync("--config", file)).ShouldBe(ExitCodes.InvalidInput);

        Directory.Exists(Home).ShouldBeFalse();
    }

    [Fact]
    public async Task Render_BftForContainers_IsRefusedAndLeavesNoDirectoryBehind()
    {
        var file = Path.Combine(_folder, "consortium.yaml");
        var text = await File.ReadAllTextAsync(Repository.ConsortiumFile);
        await File.WriteAllTextAsync(file, text.Replace("      port: 7063\n", "      port: 7063\n    - name: orderer4\n      port: 7064\n", StringComparison.Ordinal)
            .Replace("  nodes:", "  consensus: bft\n  nodes:", StringComparison.Ordinal));

        (await RunAsync("--config", file, "--for", "docker")).ShouldBe(ExitCodes.InvalidInput);
        Directory.Exists(Home).ShouldBeFalse();

        (await RunAsync("--config", file)).ShouldBe(ExitCodes.Success);
    }

    [Fact]
    public void Render_ForSomethingElse_IsRefused() =>
        NetworkCommand.Create().Parse(["render", "--for", "cloud", "--home", Home]).Errors.ShouldHaveSingleItem();

    private Task<int> RunAsync(params string[] arguments) =>
        NetworkCommand.Create().Parse(["render", "--home", Home, .. arguments]).InvokeAsync();
}
