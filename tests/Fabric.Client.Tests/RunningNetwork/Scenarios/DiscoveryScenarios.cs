namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>discovery.feature: every organization has to endorse.</summary>
[Collection(NetworkCollection.Name)]
public sealed class DiscoveryScenarios : ScenarioTests
{
    [NetworkFact]
    [Trait("Scenario", "discovery 1")]
    public async Task Submit_OnePeerIsStopped_FailsUntilItRunsAgain()
    {
        await Profile.StopPeerAsync(2);
        try
        {
            var failed = await Should.ThrowAsync<EndorseException>(() => SubmitAsync(Unanimous, "echo", "hello"));

            if (failed.StatusCode == StatusCode.Aborted)
            {
                // The gateway has not noticed yet, and asks the peer.
                ShouldReport(failed, "code = Unavailable", 2);
            }
            else
            {
                ShouldBe(failed, StatusCode.FailedPrecondition, "no peer combination can satisfy the endorsement policy");
            }
        }
        finally
        {
            await Profile.StartPeerAsync(2);
            await EventuallyAsync(async () => (await SubmitAsync(Unanimous, "echo", "hello")).ShouldBe("hello"));
        }
    }

    [NetworkFact]
    [Trait("Scenario", "discovery 2")]
    public async Task Submit_EveryPeerRuns_IsEndorsedByAll() => (await SubmitAsync(Unanimous, "echo", "hello")).ShouldBe("hello");
}
