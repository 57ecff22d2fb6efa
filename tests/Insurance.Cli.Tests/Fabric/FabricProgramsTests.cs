namespace Insurance.Cli.Tests.Fabric;

public sealed class FabricProgramsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("insure-fabric-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Check_ProgramsMissing_AllAreNamedWithTheRemedy()
    {
        Script("peer", "Version: 2.5.12");
        Script("configtxgen", "");

        var failure = await Should.ThrowAsync<ConsortiumException>(() => Programs().CheckAsync(CancellationToken.None));

        failure.ExitCode.ShouldBe(ExitCodes.Environment);
        failure.Message.ShouldBe($"Fabric's programs orderer, osnadmin are not in {_folder}, which INSURE_FABRIC_BIN names; correct or unset it");
    }

    [Fact]
    public async Task Check_AnOlderRelease_IsNamedWithTheOneThatIsNeeded()
    {
        All("2.5.12");
        Script("orderer", " Version: v2.4.7");

        var failure = await Should.ThrowAsync<ConsortiumException>(() => Programs().CheckAsync(CancellationToken.None));

        failure.Message.ShouldBe($"{_folder}/orderer is Hyperledger Fabric 2.4.7; 2.5.0 or newer is needed: install it, or set INSURE_FABRIC_BIN to its folder");
    }

    [Fact]
    [Trait("Report", "1")]
    public async Task Check_LinkedWithoutAVersion_SaysHowToGoOn()
    {
        All("2.5.16");
        Script("peer", " Version: latest");

        var failure = await Should.ThrowAsync<ConsortiumException>(() => Programs().CheckAsync(CancellationToken.None));

        failure.ExitCode.ShouldBe(ExitCodes.Environment);
        failure.Message.ShouldStartWith($"{_folder}/peer does not say its version: it was linked without one");
        failure.Message.ShouldContain("-X github.com/hyperledger/fabric/common/metadata.Version=v<version>");
        failure.Message.ShouldContain("INSURE_FABRIC_BIN");
    }

    [Theory]
    [InlineData("vv2.5.16")]
    [InlineData("99999999999.1.1")]
    public async Task Check_VersionThatIsNone_IsQuoted(string version)
    {
        All("2.5.16");
        Script("peer", $" Version: {version}");

        (await Should.ThrowAsync<ConsortiumException>(() => Programs().CheckAsync(CancellationToken.None))).Message
            .ShouldBe($"{_folder}/peer says that its version is '{version}', which is none of Hyperledger Fabric; set INSURE_FABRIC_BIN to the folder of a release");
    }

    [Theory]
    [InlineData("2.5.16", "2.5.16", "Hyperledger Fabric 2.5.16")]
    [InlineData("3.1.5", "2.5.16", "Hyperledger Fabric: peers of 3.1.5, orderers of 2.5.16")]
    [InlineData("3.9.0", "2.5.16", "Hyperledger Fabric: peers of 3.9.0, orderers of 2.5.16", "this release was not tried on Fabric 3.9.0; it was on 2.5.12, 2.5.16, 3.1.5")]
    public async Task Check_Passes_AndNamesTheReleases(string peer, string orderer, params string[] notes)
    {
        All(peer);
        Script("orderer", $" Version: v{orderer}");

        (await Programs().CheckAsync(CancellationToken.None)).Notes().ShouldBe(notes);
    }

    [Theory]
    [InlineData(true, "peer is 2.5.16", "consensus bft needs Hyperledger Fabric 3.0.0 or newer on every node")]
    [InlineData(false, "peer is 2.5.16", "channelCapability V3_0 needs Hyperledger Fabric 3.0.0 or newer on every node")]
    public void Demand_CapabilityThatAProgramLacks_IsNamedWithTheRemedy(bool bft, params string[] parts)
    {
        var consortium = new ConsortiumText().Read();
        consortium = consortium with { ChannelCapability = ChannelCapability.V3_0, Orderer = consortium.Orderer with { Consensus = bft ? Consensus.Bft : Consensus.Raft } };

        var failure = Should.Throw<ConsortiumException>(() => new FabricReleases(new(2, 5, 16), new(3, 1, 5)).DemandFor(consortium));

        parts.ShouldAllBe(part => failure.Message.Contains(part));
        failure.Message.ShouldNotContain("orderer is");
        new FabricReleases(new(3, 1, 5), new(3, 0, 0)).DemandFor(consortium);
    }

    [Fact]
    public async Task Check_AllThere_Passes()
    {
        All("2.5.12");

        (await Programs().CheckAsync(CancellationToken.None)).ShouldBe(new FabricReleases(new(2, 5, 12), new(2, 5, 12)));

        Programs().OsnAdmin.FileName.ShouldBe(Path.Combine(_folder, "osnadmin"));
    }

    [Fact]
    public void Find_OnPath_ComesBeforeTheUsualFolder()
    {
        All("2.5.12");
        var programs = new FabricPrograms(name => name == "PATH" ? $"/nowhere:{_folder}" : null);

        programs.Peer.FileName.ShouldBe(Path.Combine(_folder, "peer"));
    }

    private FabricPrograms Programs() => new(name => name == "INSURE_FABRIC_BIN" ? _folder : null);

    private void All(string version)
    {
        foreach (var name in new[] { "peer", "orderer", "configtxgen", "osnadmin" })
        {
            Script(name, $" Version: {version}");
        }
    }

    private void Script(string name, string output)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, $"#!/bin/sh\necho '{output}'\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
