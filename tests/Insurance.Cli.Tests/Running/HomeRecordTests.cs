namespace Insurance.Cli.Tests.Running;

public sealed class HomeRecordTests : IDisposable
{
    private readonly HomeDirectory _home = new(Directory.CreateTempSubdirectory("insure-home-").FullName);

    public void Dispose() => Directory.Delete(_home.Path, recursive: true);

    [Fact]
    public void Choose_NewDirectory_TakesWhatIsWanted()
    {
        HomeRecord.Choose(_home, null).ShouldBe(NetworkKind.DevLedger);
        HomeRecord.Choose(_home, NetworkKind.Fabric).ShouldBe(NetworkKind.Fabric);
    }

    [Fact]
    public void Choose_DirectoryOfAnotherNetwork_IsRefusedInOneLine()
    {
        new HomeRecord(NetworkKind.Fabric).Save(_home);

        HomeRecord.Choose(_home, null).ShouldBe(NetworkKind.Fabric);
        Should.Throw<ConsortiumException>(() => HomeRecord.Choose(_home, NetworkKind.DevLedger)).Message.ShouldBe(
            $"{_home.Path} holds a consortium on fabric, not on devledger; choose another directory with --home, or remove its ledger with `insure down --wipe --home {_home.Path}`");
    }

    [Fact]
    public void Choose_DirectoryFromBeforeTheChoice_IsOfDevLedger()
    {
        File.WriteAllText(_home.DevLedgerConfiguration, "{}");

        Should.Throw<ConsortiumException>(() => HomeRecord.Choose(_home, NetworkKind.Fabric));
    }

    [Fact]
    public async Task Load_DirectoryThatMayNotBeRead_IsNotSaidToBeEmpty()
    {
        // A link to itself: nobody, whatever his rights, can know what is in it.
        var loop = Path.Combine(_home.Path, "loop");
        File.CreateSymbolicLink(loop, loop);
        var unreadable = new HomeDirectory(Path.Combine(loop, "home"));

        (await Should.ThrowAsync<ConsortiumException>(() => LedgerNetworks.LoadStateAsync(unreadable, CancellationToken.None))).ExitCode.ShouldBe(ExitCodes.Environment);
        Should.Throw<ConsortiumException>(() => HomeRecord.Load(unreadable)).ExitCode.ShouldBe(ExitCodes.Environment);
    }

    [Fact]
    public void Load_Damaged_IsNamed()
    {
        File.WriteAllText(_home.RecordFile, "{");

        Should.Throw<ConsortiumException>(() => HomeRecord.Load(_home)).Message.ShouldContain(_home.RecordFile);
    }
}
