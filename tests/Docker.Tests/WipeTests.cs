namespace Docker.Tests;

/// <summary>Has a consortium of its own, which does not survive.</summary>
public sealed class WipeTests
{
    [DockerFact]
    public async Task DownWipe_LeavesNoContainerNetworkOrVolume()
    {
        await using var consortium = await TestConsortium.StartAsync(arguments: ["--timeout", "240"], network: LedgerUnderTest.Docker);
        var containers = new ProjectContainers(consortium.Home);
        (await containers.VolumesAsync()).Count.ShouldBe(3 + (2 * 4));

        (await InsureCommand.RunAsync("down", "--home", consortium.Home, "--wipe")).ShouldExitWith(0);

        (await containers.AllAsync()).ShouldBeEmpty();
        (await containers.NetworksAsync()).ShouldBeEmpty();
        (await containers.VolumesAsync()).ShouldBeEmpty();
    }
}
