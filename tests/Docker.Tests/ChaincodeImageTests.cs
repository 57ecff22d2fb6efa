using DotNet.Testcontainers.Builders;

namespace Docker.Tests;

/// <summary>The chaincode's image by itself.</summary>
public sealed class ChaincodeImageTests
{
    [DockerFact]
    public async Task Chaincode_WithoutAnyRights_ServesAndStopsWhenAsked()
    {
        await using var container = new ContainerBuilder(Engine.ChaincodeImage)
            .WithEnvironment("CHAINCODE_ID", "insurance_1.0:0123456789abcdef")
            .WithEnvironment("CORE_PEER_LOCALMSPID", "AuroraMSP")
            .WithCreateParameterModifier(Hardening.Apply)
            // The image's own health check.
            .WithWaitStrategy(Wait.ForUnixContainer().UntilContainerIsHealthy())
            .Build();

        await container.StartAsync();

        (await container.ExecAsync(["/insurance-chaincode", "health"])).ExitCode.ShouldBe(0);
        await container.ShouldHaveNoRightsAsync();
        await container.ShouldStopByItselfAsync();
    }

    [DockerFact]
    public async Task Chaincode_NothingSet_SaysWhatIsMissingAndEnds()
    {
        await using var container = new ContainerBuilder(Engine.ChaincodeImage)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("CORE_PEER_LOCALMSPID is not set", wait => wait.WithMode(WaitStrategyMode.OneShot)))
            .Build();

        await container.StartAsync();

        (await container.GetExitCodeAsync()).ShouldBe(2);
        (await container.GetLogsAsync(timestampsEnabled: false)).Stderr.ShouldContain("CHAINCODE_ID is not set");
    }
}
