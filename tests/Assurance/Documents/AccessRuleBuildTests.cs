namespace Assurance.Documents;

/// <summary>A method that does not say who may call it does not build.</summary>
public sealed class AccessRuleBuildTests : IDisposable
{
    private const string Rpc = "rpc BindPolicy(BindPolicyRequest) returns (Policy) {";
    private readonly string _folder = Directory.CreateTempSubdirectory("access-rules").FullName;

    [Fact]
    public async Task Build_MethodWithoutARule_IsRefusedWithItsFileAndLine()
    {
        var protos = Path.Combine(_folder, "insurance", "v1");
        Directory.CreateDirectory(protos);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "protos", "insurance", "v1"), "*.proto"))
        {
            File.Copy(file, Path.Combine(protos, Path.GetFileName(file)));
        }

        (await CheckAsync()).ShouldExitWith(0);

        var policies = Path.Combine(protos, "policies.proto");
        var text = await File.ReadAllTextAsync(policies);
        var at = text.IndexOf(Rpc, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0);
        var end = text.IndexOf("\n  }", at, StringComparison.Ordinal);
        await File.WriteAllTextAsync(policies, text[..(at + Rpc.Length)] + text[end..]);

        var refused = await CheckAsync();
        refused.ExitCode.ShouldBe(1);
        var line = text[..at].Count(letter => letter == '\n') + 1;
        refused.Output.ShouldContain($"policies.proto({line}): error ACCESS: BindPolicy has no option (access): say who may call it");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<CommandResult> CheckAsync() => ProgramRun.RunAsync(
        "dotnet",
        new Dictionary<string, string>(),
        "msbuild",
        Path.Combine(Repository.Root, "gateway", "insurance", "Insurance.Api", "Insurance.Api.csproj"),
        "-t:CheckAccessRules",
        "-nologo",
        $"-p:ApiProtos={_folder}/",
        $"-p:IntermediateOutputPath={_folder}/obj/");
}
