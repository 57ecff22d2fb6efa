namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>sbe.feature: a key says who has to endorse its change. Each begins with a key of the first organization's.</summary>
[Collection(NetworkCollection.Name)]
public sealed class KeyPolicyScenarios : ScenarioTests
{
    private string Key => $"{Run}-key";

    [NetworkFact]
    [Trait("Scenario", "sbe 1")]
    public async Task Change_EndorsedByWhomTheKeyNames_IsMade()
    {
        await PutUnderFirstAsync();

        await SubmitAsync(Anyone, "put", At([0], Key, "changed"));

        (await EvaluateAsync(Anyone, "get", Key)).ShouldBe("changed");
    }

    [NetworkFact]
    [Trait("Scenario", "sbe 2")]
    public async Task Change_EndorsedByAnotherOnly_IsInvalid()
    {
        await PutUnderFirstAsync();

        await ShouldBeInvalidAsync(At([1], Key, "changed"));

        (await EvaluateAsync(Anyone, "get", Key)).ShouldBe("first");
    }

    [NetworkFact]
    [Trait("Scenario", "sbe 3")]
    public async Task Change_OfTheFirstAndTheThird_IsPlannedByTheGateway()
    {
        await PutUnderFirstAsync();
        await HandToAsync(0, 2);

        await SubmitAsync(Anyone, "put", Key, "changed");

        (await EvaluateAsync(Anyone, "get", Key)).ShouldBe("changed");
    }

    [NetworkFact]
    [Trait("Scenario", "sbe 4")]
    public async Task Change_OfOthersThanTheGateways_IsPlannedByTheGateway()
    {
        await PutUnderFirstAsync();
        await HandToAsync(1, 2);

        await SubmitAsync(Anyone, "put", Key, "changed");

        (await EvaluateAsync(Anyone, "get", Key)).ShouldBe("changed");
    }

    [NetworkFact]
    [Trait("Scenario", "sbe 5")]
    public async Task Change_EndorsedByOneRightAndOneWrong_IsInvalid()
    {
        await PutUnderFirstAsync();
        await HandToAsync(0, 2);

        await ShouldBeInvalidAsync(At([0, 1], Key, "changed"));

        (await EvaluateAsync(Anyone, "get", Key)).ShouldBe("first");
    }

    private Task PutUnderFirstAsync() => SubmitAsync(Anyone, "putUnder", Key, "first", Profile.MspIds[0]);

    private Task HandToAsync(params int[] organizations) =>
        SubmitAsync(Anyone, "setOrganizations", Key, string.Join(',', organizations.Select(one => Profile.MspIds[one])));

    private async Task ShouldBeInvalidAsync(ProposalOptions change) =>
        (await Should.ThrowAsync<CommitException>(() => SubmitAsync(Anyone, "put", change))).Code.ShouldBe(TxValidationCode.EndorsementPolicyFailure);
}
