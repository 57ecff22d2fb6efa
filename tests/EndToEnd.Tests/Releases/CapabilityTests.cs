namespace EndToEnd.Tests.Releases;

/// <summary>A channel on which every node must be of Fabric 3, its orderers agreeing by raft.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.Fabric)]
public sealed class CapabilityTests
{
    [FabricFact(Major = 3)]
    [Trait("Report", "1")]
    public async Task Demo_OnRaftWithCapabilityV3_0_IsProved_AndTheCapabilityStays()
    {
        await using var consortium = await TestConsortium.StartAsync(
            programs: FabricTools.Folder(3),
            change: text => text.Replace("channel: insurance\n", "channel: insurance\nchannelCapability: V3_0\n", StringComparison.Ordinal));

        var demo = new DemoOutput((await InsureCommand.RunAsync("demo", "--home", consortium.Home, "--json", "--flights", "10", "--losses", "5")).ShouldExitWith(0).Output);
        demo.Root.GetProperty("verification").GetProperty("verified").GetBoolean().ShouldBeTrue();
        demo.Fact("Audit", "verified").ShouldBe("true");

        (await InsureCommand.RunAsync("down", "--home", consortium.Home)).ShouldExitWith(0);
        var lowered = await InsureCommand.RunAsync("up", "--home", consortium.Home, "--config", Repository.ConsortiumFile);
        lowered.ShouldExitWith(2).Errors.ShouldContain("channelCapability is V3_0, not V2_0, and no channel goes back to a lower one");
    }
}
