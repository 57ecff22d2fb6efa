namespace EndToEnd.Tests.Disturbed;

/// <summary>A consortium whose peers take few calls of their gateway service at a time.</summary>
public sealed class LimitedPeersFixture : ConsortiumFixture
{
    /// <summary>Fabric's own default is 500.</summary>
    public const int Limit = 30;

    private const string Setting = "CORE_PEER_LIMITS_CONCURRENCY_GATEWAYSERVICE";

    protected override async Task<TestConsortium> StartAsync()
    {
        if (!LedgerUnderTest.IsFabric)
        {
            return null!;
        }

        var consortium = await TestConsortium.StartAsync();
        (await InsureCommand.RunAsync("down", "--home", consortium.Home)).ShouldExitWith(0);
        var environment = new Dictionary<string, string> { ["INSURE_PASS_ENVIRONMENT"] = Setting, [Setting] = $"{Limit}" };
        (await InsureCommand.RunAsync(environment, "up", "--home", consortium.Home, "--network", LedgerUnderTest.Network)).ShouldExitWith(0);
        await consortium.UpAsync();
        return consortium;
    }
}
