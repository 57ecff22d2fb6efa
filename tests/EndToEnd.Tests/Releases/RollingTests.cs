namespace EndToEnd.Tests.Releases;

/// <summary>A network of one release, whose peers become those of the next one by one while it works.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.Fabric)]
public sealed class RollingTests
{
    private static readonly string[] Members = [TestConsortium.Regulator, TestConsortium.Reinsurer, TestConsortium.Meridian, TestConsortium.Aurora];

    [FabricFact(Major = 3)]
    [Trait("Report", "1")]
    public async Task Peers_ReplacedOneByOneUnderLoad_LoseAndDoubleNothing()
    {
        if (FabricTools.Folder(2) is not { } former || FabricTools.Folder(3) is not { } next)
        {
            throw new InvalidOperationException("This needs Fabric 2 and Fabric 3 beside each other.");
        }

        await using var consortium = await TestConsortium.StartAsync(programs: former);
        consortium.Programs = next;
        foreach (var mspId in Members)
        {
            var load = new RegistrationLoad(consortium);
            CommandResult? up = null;
            await load.RunAsync(10, async () =>
            {
                await Signals.TerminateAsync(consortium.Peer(mspId).Pid);
                up = await consortium.UpAsync();
                ProgramOf(consortium.Peer(mspId)).ShouldStartWith(next);
                (await load.RegisterAgainAsync(load.NewPartyId())).Registered.ShouldNotBeNull();
            });
            await load.ShouldBeOnTheLedgerOnceAsync();
            up!.Errors.ShouldContain("Hyperledger Fabric 3.");
            up.Errors.ShouldContain("run 2.");
        }

        (await consortium.LeaderAsync()).ShouldNotBeNull();
        ProgramOf(await consortium.LeaderAsync()).ShouldStartWith(former);
        Members.ShouldAllBe(mspId => ProgramOf(consortium.Peer(mspId)).StartsWith(next, StringComparison.Ordinal));
    }

    private static string ProgramOf(RunningProcess process) => new FileInfo($"/proc/{process.Pid}/exe").LinkTarget!;
}
