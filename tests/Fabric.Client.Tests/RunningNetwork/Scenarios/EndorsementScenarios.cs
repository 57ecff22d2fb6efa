namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>endorsement.feature: who endorses, or answers, is said by the client.</summary>
[Collection(NetworkCollection.Name)]
public sealed class EndorsementScenarios : ScenarioTests
{
    [NetworkFact]
    [Trait("Scenario", "endorsement 1")]
    public Task Submit_AtTheFirst_RunsThere() => ChosenEndorsers.SubmitAtAsync(Profile, Anyone, 0);

    [NetworkFact]
    [Trait("Scenario", "endorsement 2")]
    public Task Submit_AtTheSecond_RunsThere() => ChosenEndorsers.SubmitAtAsync(Profile, Anyone, 1);

    [NetworkFact]
    [Trait("Scenario", "endorsement 3")]
    public Task Submit_AtTheThird_RunsThere() => ChosenEndorsers.SubmitAtAsync(Profile, Anyone, 2);

    [NetworkFact]
    [Trait("Scenario", "endorsement 4")]
    public Task Submit_AtTheFirstAndTheThird_RunsAtNoOther() => ChosenEndorsers.SubmitAtNoOtherAsync(Profile, Anyone, 0, 2);

    [NetworkFact]
    [Trait("Scenario", "endorsement 5")]
    public Task Evaluate_AtTheFirst_RunsThere() => ChosenEndorsers.EvaluateAtAsync(Profile, Anyone, 0);

    [NetworkFact]
    [Trait("Scenario", "endorsement 6")]
    public Task Evaluate_AtTheSecond_RunsThere() => ChosenEndorsers.EvaluateAtAsync(Profile, Anyone, 1);
}
