namespace EndToEnd.Tests.Releases;

/// <summary>Four orderers of Fabric 3 that agree by BFT.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.Fabric)]
public sealed class BftTests
{
    private const string Orderers = "  mspId: OrdererMSP\n";
    private const string LastNode = "      port: 7063\n";

    [FabricFact(Major = 3)]
    [Trait("Report", "3")]
    public async Task Demo_OnFourBftOrderers_IsProvedAndOneMayDieOrFallSilent()
    {
        await using var consortium = await TestConsortium.StartAsync(
            programs: FabricTools.Folder(3),
            change: text => text
                .Replace(Orderers, Orderers + "  consensus: bft\n", StringComparison.Ordinal)
                .Replace(LastNode, LastNode + "    - name: orderer4\n      port: 7064\n", StringComparison.Ordinal));
        consortium.Processes.Count(process => process.Name.StartsWith("orderer", StringComparison.Ordinal) && process.LedgerHeight > 0).ShouldBe(4);

        var demo = new DemoOutput((await InsureCommand.RunAsync("demo", "--home", consortium.Home, "--json", "--flights", "10", "--losses", "5")).ShouldExitWith(0).Output);
        demo.Root.GetProperty("verification").GetProperty("verified").GetBoolean().ShouldBeTrue();
        demo.Fact("Audit", "verified").ShouldBe("true");
        demo.Fact("Audit", "tamperedVerified").ShouldBe("false");

        var killed = new RegistrationLoad(consortium);
        await killed.RunAsync(20, async () =>
        {
            await Signals.KillAsync((await consortium.LeaderAsync()).Pid);
            (await killed.RegisterAgainAsync(killed.NewPartyId())).Registered.ShouldNotBeNull();
        });
        await killed.ShouldBeOnTheLedgerOnceAsync();
        await consortium.UpAsync();

        var silent = new RegistrationLoad(consortium);
        var leader = await consortium.LeaderAsync();
        await silent.RunAsync(20, async () =>
        {
            await Signals.PauseAsync(leader.Pid);
            (await silent.RegisterAgainAsync(silent.NewPartyId())).Registered.ShouldNotBeNull();
        });
        await Signals.ContinueAsync(leader.Pid);
        await silent.ShouldBeOnTheLedgerOnceAsync();

        var export = Path.Combine(consortium.Home, "bft.export");
        (await InsureCommand.RunAsync("audit", "export", "--home", consortium.Home, "--from-block", "0", "--out", export)).ShouldExitWith(0);
        (await InsureCommand.RunAsync("audit", "verify", export)).ShouldExitWith(0).Output.ShouldStartWith("VERIFIED ");

        // One that lost its blocks copies them from the others, and counts them.
        (await InsureCommand.RunAsync("down", "--home", consortium.Home)).ShouldExitWith(0);
        Directory.Delete(Path.Combine(consortium.Home, "ledger", "fabric", "orderers", "orderer3"), recursive: true);
        // `up` does not wait while they change their leader, which they may at a start, and says so.
        await consortium.UpAsync();
        await Waiting.EventuallyAsync(
            async () =>
            {
                await consortium.HealthyAsync();
                return consortium.Process("orderer3").LedgerHeight is { } height && height == consortium.Process("orderer1").LedgerHeight
                    ? height
                    : throw new TimeoutException("orderer3 is behind.");
            },
            exception => exception is TimeoutException,
            TimeSpan.FromMinutes(5));
    }
}
