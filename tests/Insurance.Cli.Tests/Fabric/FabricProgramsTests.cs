using Insurance.Cli.Fabric;

namespace Insurance.Cli.Tests.Fabric;

public sealed class FabricProgramsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("insure-fabric-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Check_ProgramsMissing_AllAreNamedWithTheRemedy()
    {
        Script("peer", "Version: 2.5.12");
        Script("configtxgen", "");

        var failure = await Should.ThrowAsync<CliException>(() => Programs().CheckAsync(CancellationToken.None));

        failure.ExitCode.ShouldBe(ExitCodes.Environment);
        failure.Message.ShouldBe($"Fabric's programs orderer, osnadmin are not in {folder}, which INSURE_FABRIC_BIN names; correct or unset it");
    }

    [Fact]
    public async Task Check_AnOlderRelease_IsNamedWithTheOneThatIsNeeded()
    {
        All("2.5.12");
        Script("orderer", " Version: v2.4.7");

        var failure = await Should.ThrowAsync<CliException>(() => Programs().CheckAsync(CancellationToken.None));

        failure.Message.ShouldBe($"{folder}/orderer is Hyperledger Fabric 2.4.7; 2.5.0 or newer is needed: install it, or set INSURE_FABRIC_BIN to its folder");
    }

    [Fact]
    public async Task Check_AllThere_Passes()
    {
        All("2.5.12");

        await Programs().CheckAsync(CancellationToken.None);

        Programs().OsnAdmin.FileName.ShouldBe(Path.Combine(folder, "osnadmin"));
    }

    [Fact]
    public void Find_OnPath_ComesBeforeTheUsualFolder()
    {
        All("2.5.12");
        var programs = new FabricPrograms(name => name == "PATH" ? $"/nowhere:{folder}" : null);

        programs.Peer.FileName.ShouldBe(Path.Combine(folder, "peer"));
    }

    private FabricPrograms Programs() => new(name => name == "INSURE_FABRIC_BIN" ? folder : null);

    private void All(string version)
    {
        foreach (var name in new[] { "peer", "orderer", "configtxgen", "osnadmin" })
        {
            Script(name, $" Version: {version}");
        }
    }

    private void Script(string name, string output)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, $"#!/bin/sh\necho '{output}'\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
